"""A running service with its HTTP door, its clock and the difference in its EHR."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from ehr_changes import Resources, changes, read_all
from patient import Chat

import demo
from server.app import create_app
from server.assembly import assemble
from server.settings import Settings

TOKEN = "service-token-for-tests-0123456789abcdef"


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
