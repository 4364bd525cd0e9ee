"""A clinic that texts over the Twilio stand-in: the whole service, the real `twilio` library, a pinned clock."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from own_task import in_own_task
from text_clinic import TextClinic, opened_clinic

import demo
from clinic.clock import PinnedClock
from evals.standins.twilio_server import TwilioServer, running_twilio_server
from tools.fhir_store import create_store


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's EHR, seeded once and copied for each module."""
    path = tmp_path_factory.mktemp("seed") / "fhir.sqlite"
    with create_store(path, PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(demo.demo_resources(demo.DEMO_NOW.date()))
    return path


@pytest.fixture(scope="session")
def twilio_server() -> Iterator[TwilioServer]:
    with running_twilio_server() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_clinic(
    seed: Path, tmp_path_factory: pytest.TempPathFactory, twilio_server: TwilioServer
) -> AsyncIterator[TextClinic]:
    folder = tmp_path_factory.mktemp("clinic")
    shutil.copy(seed, folder / "fhir.sqlite")
    async with in_own_task(opened_clinic(folder, twilio_server)) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def clinic(open_clinic: TextClinic) -> TextClinic:
    """One for the module: a test that changes the EHR asks for all `changes` before it ends."""
    open_clinic.server.faults.disarm()
    return open_clinic
