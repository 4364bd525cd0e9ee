"""The demo clinic at Epic: as customers have it (`epic`), and with the customer's own calls opened (`opened_epic`)."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from epic_clinic import SEEDED, EpicClinic, Resource, bare, open_epic_clinic
from own_task import in_own_task

import demo
from clinic.clock import PinnedClock
from tools.fhir_store import create_store


@pytest.fixture(scope="session")
def epic_seed() -> dict[str, Resource]:
    resources = demo.demo_resources(demo.DEMO_NOW.date())
    return {f"{each['resourceType']}/{each['id']}": bare(each) for each in resources}


@pytest.fixture(scope="session")
def epic_file(tmp_path_factory: pytest.TempPathFactory, epic_seed: dict[str, Resource]) -> Path:
    path = tmp_path_factory.mktemp("epic") / "epic.sqlite"
    with create_store(path, PinnedClock(SEEDED), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(list(epic_seed.values()))
    return path


@pytest.fixture
async def epic(epic_file: Path, epic_seed: dict[str, Resource], tmp_path: Path) -> AsyncIterator[EpicClinic]:
    path = Path(shutil.copy(epic_file, tmp_path / "epic.sqlite"))
    async with in_own_task(open_epic_clinic(path, epic_seed)) as clinic:
        yield clinic


@pytest.fixture
async def opened_epic(
    epic_file: Path, epic_seed: dict[str, Resource], tmp_path: Path
) -> AsyncIterator[EpicClinic]:
    path = Path(shutil.copy(epic_file, tmp_path / "epic.sqlite"))
    async with in_own_task(open_epic_clinic(path, epic_seed, opened=True)) as clinic:
        yield clinic
