"""The whole service over HTTP: real understanding, graph, EHR tools, embedded store and records; pinned clock."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from own_task import in_own_task
from patient import Chat
from running import Desk, running_desk

import demo
from clinic.clock import PinnedClock
from tools.fhir_store import create_store


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's EHR, seeded once and copied for each test."""
    path = tmp_path_factory.mktemp("seed") / "fhir.sqlite"
    with create_store(path, PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(demo.demo_resources(demo.DEMO_NOW.date()))
    return path


@pytest.fixture
def desk_folder(seed: Path, tmp_path: Path) -> Path:
    shutil.copy(seed, tmp_path / "fhir.sqlite")
    return tmp_path


@pytest.fixture
async def desk(desk_folder: Path) -> AsyncIterator[Desk]:
    async with in_own_task(running_desk(desk_folder)) as desk:
        yield desk


@pytest.fixture
async def chat(desk: Desk) -> Chat:
    return await desk.chat()
