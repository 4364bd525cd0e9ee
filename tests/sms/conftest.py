"""A clinic that texts over the Twilio stand-in: the whole service, the real `twilio` library, a pinned clock."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from own_task import in_own_task
from text_clinic import TextClinic, opened_clinic

import demo
from clinic.clock import PinnedClock
from evals.standins.twilio_server import TwilioServer, running_twilio_server
from tools.fhir_store import create_store


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's EHR, seeded once and copied for each test."""
    path = tmp_path_factory.mktemp("seed") / "fhir.sqlite"
    with create_store(path, PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(demo.demo_resources(demo.DEMO_NOW.date()))
    return path


@pytest.fixture(scope="session")
def twilio_server() -> Iterator[TwilioServer]:
    with running_twilio_server() as server:
        yield server


@pytest.fixture
async def clinic(
    seed: Path, tmp_path: Path, twilio_server: TwilioServer, request: pytest.FixtureRequest
) -> AsyncIterator[TextClinic]:
    shutil.copy(seed, tmp_path / "fhir.sqlite")
    settings: dict[str, Any] = getattr(request, "param", {})
    async with in_own_task(opened_clinic(tmp_path, twilio_server, **settings)) as opened:
        yield opened
