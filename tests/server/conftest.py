"""A front desk on a scripted graph, reached through HTTP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from scripted import ScriptedConversations

import demo
from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings, load_clinic
from server.apology import Apology
from server.app import create_app
from server.events import InProcessEvents
from server.frontdesk import Frontdesk
from server.known_conversations import KnownConversations
from server.records import open_database
from server.runner import ConversationRunner
from server.settings import Settings

NOW = datetime.fromisoformat("2026-03-02T08:00:00-05:00")


@pytest.fixture(scope="session")
def clinic() -> ClinicSettings:
    return load_clinic(demo.CLINIC_FOLDER)


@pytest.fixture
def graph() -> ScriptedConversations:
    return ScriptedConversations()


@pytest.fixture
def records_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/frontdesk.sqlite"


@pytest.fixture
async def desk(graph: ScriptedConversations, clinic: ClinicSettings, records_url: str) -> AsyncIterator[Frontdesk]:
    async with scripted_desk(graph, clinic, records_url) as desk:
        yield desk


@asynccontextmanager
async def scripted_desk(
    graph: ScriptedConversations, clinic: ClinicSettings, records_url: str, **settings: Any
) -> AsyncIterator[Frontdesk]:
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(records_url))
        clock = PinnedClock(NOW)
        events = InProcessEvents()
        runner = ConversationRunner(graph, database, events, clock, Apology(clinic))
        stack.push_async_callback(runner.close, within=1)
        yield Frontdesk(
            settings=Settings(_env_file=None, mode="demo", **settings),
            clinic=clinic,
            clock=clock,
            database=database,
            events=events,
            runner=runner,
            known=KnownConversations(database),
            service_token="service-token",
        )


@pytest.fixture
async def http(desk: Frontdesk) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(lambda: None)  # type: ignore[arg-type,return-value]
    app.state.frontdesk = desk
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as client:
        yield client


class Talk:
    """One conversation over HTTP, as a patient's client holds it."""

    def __init__(self, http: httpx.AsyncClient, opened: dict[str, Any]) -> None:
        self.http = http
        self.id = opened["id"]
        self.opened = opened
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        self.path = f"/v1/conversations/{self.id}"

    async def send(self, *, key: str | None = None, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        extra = {"Idempotency-Key": key} if key else {}
        return await self.http.post(
            f"{self.path}/messages", json=body, headers=self.headers | extra | (headers or {}), timeout=30
        )

    async def says(self, text: str, **rest: Any) -> dict[str, Any]:
        response = await self.send(text=text, **rest)
        assert response.status_code == 200, response.text
        return response.json()

    async def transcript(self, after: int = 0) -> list[dict[str, Any]]:
        response = await self.http.get(f"{self.path}/messages?after={after}", headers=self.headers)
        return response.json()["messages"]


async def open_talk(http: httpx.AsyncClient, **body: Any) -> Talk:
    response = await http.post("/v1/conversations", json={"channel": "web", **body})
    assert response.status_code == 201, response.text
    return Talk(http, response.json())


@pytest.fixture
async def talk(http: httpx.AsyncClient) -> Talk:
    return await open_talk(http)
