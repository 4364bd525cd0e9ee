"""A clinic's telephone, with an EHR of its own for each test."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from own_task import in_own_task
from phone_office import Office, opened_office

import demo
from server import seeding


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seeded") / "fhir.sqlite"
    seeding.main(str(file), str(demo.CLINIC_FOLDER), demo.DEMO_NOW.isoformat())
    return file


@pytest.fixture(scope="session")
def new_folder(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    def make() -> Path:
        folder = tmp_path_factory.mktemp("office")
        shutil.copy(seeded, folder)
        return folder

    return make


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_office(new_folder: Callable[[], Path]) -> AsyncIterator[Office]:
    """One for a module, whose tests leave each other's times alone; use it with `loop_scope="module"`."""
    async with in_own_task(opened_office(new_folder())) as office:
        yield office


@pytest.fixture
async def office(new_folder: Callable[[], Path]) -> AsyncIterator[Office]:
    async with opened_office(new_folder()) as office:
        yield office
