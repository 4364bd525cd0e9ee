"""A front desk on a scripted graph, reached through HTTP."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from http_talk import Talk, open_talk
from scripted import ScriptedConversations
from scripted_desk import scripted_desk

import demo
from clinic.settings import ClinicSettings, load_clinic
from server import seeding
from server.app import create_app
from server.frontdesk import Frontdesk


@pytest.fixture(scope="session")
def clinic() -> ClinicSettings:
    return load_clinic(demo.CLINIC_FOLDER)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's EHR, filled once: copy it to where a service looks for its own."""
    file = tmp_path_factory.mktemp("seeded") / "fhir.sqlite"
    seeding.main(str(file), str(demo.CLINIC_FOLDER), demo.DEMO_NOW.isoformat())
    return file


@pytest.fixture(scope="session")
def new_data_dir(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes data folders of services that were never used."""

    def make() -> Path:
        data_dir = tmp_path_factory.mktemp("service") / "data"
        data_dir.mkdir()
        shutil.copy(seeded, data_dir)
        return data_dir

    return make


@pytest.fixture
def graph() -> ScriptedConversations:
    return ScriptedConversations()


@pytest.fixture
def records_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/frontdesk.sqlite"


@pytest.fixture
async def desk(
    graph: ScriptedConversations, clinic: ClinicSettings, records_url: str
) -> AsyncIterator[Frontdesk]:
    async with scripted_desk(graph, clinic, records_url) as desk:
        yield desk


@pytest.fixture
async def http(desk: Frontdesk) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=create_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as client:
        yield client


@pytest.fixture
async def talk(http: httpx.AsyncClient) -> Talk:
    return await open_talk(http)
