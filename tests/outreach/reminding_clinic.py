"""The whole service on a pinned clock, with the demo's EHR; rounds of outreach are made when a test says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

import demo
from server.app import create_app
from server.assembly import assemble
from server.frontdesk import Frontdesk
from server.records.outbox import Delivery, deliveries
from server.settings import Settings

SERVICE_TOKEN = "service-token-for-tests-0123456789abcdef"


class RemindingClinic:
    def __init__(self, frontdesk: Frontdesk, http: httpx.AsyncClient) -> None:
        self.frontdesk = frontdesk
        self.http = http
        self.clock: Any = frontdesk.clock

    async def outbox(self) -> list[Delivery]:
        """What was written, the first one first."""
        return list(reversed(await deliveries(self.frontdesk.database)))

    async def read(self, resource: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.http.get(f"/fhir/{resource}")).raise_for_status().json()
        return found

    async def change(self, resource: str, **values: Any) -> None:
        """Staff change something in the EHR itself."""
        body = {**await self.read(resource), **values}
        (await self.http.put(f"/fhir/{resource}", json=body)).raise_for_status()

    async def move(self, appointment: str, by: timedelta) -> None:
        visit = await self.read(f"Appointment/{appointment}")
        times = {name: _later(visit[name], by) for name in ("start", "end")}
        await self.change(f"Appointment/{appointment}", **times)


def _later(instant: str, by: timedelta) -> str:
    return (datetime.fromisoformat(instant) + by).isoformat()


@asynccontextmanager
async def opened_clinic(folder: Path) -> AsyncIterator[RemindingClinic]:
    settings = Settings(
        _env_file=None,
        mode="demo",
        clock=demo.DEMO_NOW,
        data_dir=folder,
        service_token=SERVICE_TOKEN,
        public_url="http://frontdesk.test",
    )
    async with assemble(settings) as frontdesk:
        transport = httpx.ASGITransport(app=create_app(frontdesk))
        bearer = {"Authorization": f"Bearer {SERVICE_TOKEN}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://frontdesk.test", headers=bearer
        ) as http:
            yield RemindingClinic(frontdesk, http)
