"""The whole service over HTTP: real understanding, graph, EHR tools, embedded store and records; pinned clock."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from ehr_changes import Resources, changes, read_all
from own_task import in_own_task
from patient import Chat

import demo
from clinic.clock import PinnedClock
from server.app import create_app
from server.assembly import assemble
from server.settings import Settings
from tools.fhir_store import create_store

TOKEN = "service-token-for-tests-0123456789abcdef"


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's EHR, seeded once and copied for each test."""
    path = tmp_path_factory.mktemp("seed") / "fhir.sqlite"
    with create_store(path, PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(demo.demo_resources(demo.DEMO_NOW.date()))
    return path


class Desk:
    """A running service: its HTTP door, its clock and the difference in its EHR."""

    def __init__(
        self, http: httpx.AsyncClient, fhir: httpx.AsyncClient, clock: Any, before: Resources
    ) -> None:
        self.http = http
        self.fhir = fhir
        self.clock = clock
        self._before = before

    async def chat(self, **wish: str) -> Chat:
        return await Chat(self.http).open(**wish)

    async def changes(self) -> list[Any]:
        return changes(self._before, await read_all(self.fhir))

    async def appointment(self, id_: str) -> dict[str, Any]:
        return dict((await self.fhir.get(f"/fhir/Appointment/{id_}")).raise_for_status().json())


@asynccontextmanager
async def running_desk(folder: Path, **settings: Any) -> AsyncIterator[Desk]:
    given = {"mode": "demo", "clock": demo.DEMO_NOW, "data_dir": folder, "service_token": TOKEN, **settings}
    async with assemble(Settings(_env_file=None, **given)) as frontdesk:
        transport = httpx.ASGITransport(app=create_app(frontdesk))
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test", timeout=30) as http,
            httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test", headers=bearer) as fhir,
        ):
            yield Desk(http, fhir, frontdesk.clock, await read_all(fhir))


Running = Callable[..., Any]


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


Wait = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]
