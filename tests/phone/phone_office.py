"""A service with a telephone: its HTTP and WebSocket doors on a port of this machine, and callers who dial it."""

import asyncio
import math
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn

import demo
from server.app import create_app
from server.assembly import assemble
from server.frontdesk import Frontdesk
from server.phone.caller import SimulatedCaller
from server.records.heard import heard_in
from server.settings import Settings

AUTH_TOKEN = "twilio-auth-token-for-tests"
SERVICE_TOKEN = "service-token-for-tests-0123456789abcdef"
MARIA = "+12125550123"


class Office:
    """A service and the way to call it. `time` is what its telephone waits by."""

    def __init__(self, frontdesk: Frontdesk, http: httpx.AsyncClient, url: str, time: "HandTime") -> None:
        self.frontdesk = frontdesk
        self.http = http
        self.url = url
        self.time = time

    async def booked(self, patient: str) -> list[str]:
        """Starts of the patient's open visits, in the clinic's time."""
        answer = await self.http.get(
            f"/fhir/Appointment?patient=Patient/{patient}&status=booked",
            headers={"Authorization": f"Bearer {SERVICE_TOKEN}"},
        )
        starts = [entry["resource"]["start"] for entry in answer.raise_for_status().json().get("entry", [])]
        zone = self.frontdesk.clinic.zone
        return sorted(datetime.fromisoformat(start).astimezone(zone).isoformat() for start in starts)

    async def staff(self, path: str, **body: str) -> None:
        """Somebody of the clinic acts in the console's API."""
        answer = await self.http.post(path, json=body, headers={"Authorization": f"Bearer {SERVICE_TOKEN}"})
        answer.raise_for_status()

    async def requests(self) -> list[dict[str, Any]]:
        """What waits for staff."""
        answer = await self.http.get("/v1/requests", headers={"Authorization": f"Bearer {SERVICE_TOKEN}"})
        return list(answer.raise_for_status().json()["requests"])

    async def heard(self, caller: SimulatedCaller) -> dict[int, str]:
        """What the caller has heard of the replies that they spoke into."""
        conversation_id = self.frontdesk.phone.conversations[caller.call_sid]
        return await heard_in(self.frontdesk.database, conversation_id)

    def caller(self, number: str = MARIA, auth_token: str = AUTH_TOKEN) -> SimulatedCaller:
        return SimulatedCaller(self.http, self.url, auth_token, number=number)


class HandTime:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self._begun = asyncio.Event()
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        due: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, due))
        self._begun.set()
        await due

    @property
    def next_in(self) -> float:
        """Seconds until the next of those who wait wakes."""
        return min((at - self.now for at, due in self._sleepers if not due.done()), default=math.inf)

    async def somebody_waits(self, seconds: float = 1e6) -> None:
        """Until somebody waits, for no longer than `seconds` from now."""
        while self.next_in > seconds + 1e-6:
            await self.begins()

    async def begins(self) -> None:
        """The next time that somebody begins to wait."""
        self._begun.clear()
        await self._begun.wait()

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        for at, due in self._sleepers:
            if at <= self.now and not due.done():
                due.set_result(None)
        self._sleepers = [(at, due) for at, due in self._sleepers if not due.done()]


@asynccontextmanager
async def opened_office(folder: Path, **settings: Any) -> AsyncIterator[Office]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        given: dict[str, Any] = {
            "mode": "demo", "clock": demo.DEMO_NOW, "data_dir": folder, "service_token": SERVICE_TOKEN,
            "TWILIO_ACCOUNT_SID": "AC00", "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "public_url": url, **settings,
        }  # fmt: skip
        async with assemble(Settings(_env_file=None, **given)) as frontdesk:
            time = HandTime()
            frontdesk.phone.sleep = time.sleep
            server = uvicorn.Server(uvicorn.Config(create_app(frontdesk), log_config=None, lifespan="off"))
            serving = asyncio.create_task(server.serve(sockets=[door]))
            async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
                yield Office(frontdesk, http, url, time)
            server.should_exit = server.force_exit = True
            await serving
