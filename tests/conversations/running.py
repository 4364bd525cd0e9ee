"""A running service with its HTTP door, its clock and the difference in its EHR."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from ehr_changes import Resources, changes, read_all, requested
from patient import Chat
from second_fhir import SecondFhir

import demo
from server.app import create_app
from server.assembly import assemble
from server.frontdesk import Frontdesk
from server.settings import Settings

TOKEN = "service-token-for-tests-0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Desk:
    """A running service: its HTTP door, its clock and the difference in its EHR."""

    def __init__(
        self,
        frontdesk: Frontdesk,
        http: httpx.AsyncClient,
        fhir: httpx.AsyncClient,
        clock: Any,
        before: Resources,
    ) -> None:
        self.frontdesk = frontdesk
        self.http = http
        self.fhir = fhir
        self.clock = clock
        self._before = before

    async def chat(self, **wish: str) -> Chat:
        return await Chat(self.http).open(**wish)

    async def changes(self) -> list[Any]:
        """What happened to the EHR, without what was put before staff."""
        return changes(self._before, await read_all(self.fhir))

    async def requested(self) -> list[str]:
        """Kinds of the requests that the EHR holds; they are written behind the turn that made them."""
        await self.frontdesk.requests.settled()
        return requested(self._before, await read_all(self.fhir))

    async def appointment(self, id_: str) -> dict[str, Any]:
        return dict((await self.fhir.get(f"Appointment/{id_}")).raise_for_status().json())


@asynccontextmanager
async def running_desk(folder: Path, **settings: Any) -> AsyncIterator[Desk]:
    seeded = (folder / "fhir.sqlite").read_bytes()
    async with (
        assembled(folder, **settings) as frontdesk,
        door(frontdesk) as http,
        _store(frontdesk) as fhir,
    ):
        yield Desk(frontdesk, http, fhir, frontdesk.clock, await _as_seeded(seeded, fhir))


_SEEDED: dict[bytes, Resources] = {}


async def _as_seeded(store: bytes, fhir: httpx.AsyncClient) -> Resources:
    """What the store held at the start; equal stores are read once."""
    seed = sha256(store).digest()
    if seed not in _SEEDED:
        _SEEDED[seed] = await read_all(fhir)
    return _SEEDED[seed]


@asynccontextmanager
async def desk_on_fhir_server(folder: Path, server: SecondFhir, **settings: Any) -> AsyncIterator[Desk]:
    """A service whose EHR is a FHIR server elsewhere."""
    on_server = {"ehr_url": server.url, "ehr_token": server.token, **settings}
    async with (
        assembled(folder, **on_server) as frontdesk,
        door(frontdesk) as http,
        httpx.AsyncClient(base_url=server.url, headers=server.headers, timeout=30) as fhir,
    ):
        yield Desk(frontdesk, http, fhir, frontdesk.clock, await read_all(fhir))


@asynccontextmanager
async def desk_on_mcp_server(folder: Path, **settings: Any) -> AsyncIterator[Desk]:
    """A service that uses the EHR tools of another one, over MCP; the EHR is the other's."""
    other_folder = folder / "other"
    other_folder.mkdir()
    shutil.copy(folder / "fhir.sqlite", other_folder)
    async with assembled(other_folder) as other, _listening(other) as url, _store(other) as fhir:
        on_tools = {"ehr_mcp_url": f"{url}/mcp", "ehr_token": TOKEN, **settings}
        async with assembled(folder, **on_tools) as frontdesk, door(frontdesk) as http:
            yield Desk(frontdesk, http, fhir, _Clocks(frontdesk.clock, other.clock), await read_all(fhir))


class _Clocks:
    """The pinned clocks of two services, which go on together."""

    def __init__(self, *clocks: Any) -> None:
        self._clocks = clocks

    def advance(self, by: timedelta) -> None:
        for clock in self._clocks:
            clock.advance(by)


@asynccontextmanager
async def assembled(folder: Path, **settings: Any) -> AsyncIterator[Frontdesk]:
    given = {"mode": "demo", "clock": demo.DEMO_NOW, "data_dir": folder, "service_token": TOKEN, **settings}
    async with assemble(Settings(_env_file=None, **given)) as frontdesk:
        yield frontdesk


def door(frontdesk: Frontdesk) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(frontdesk))
    return httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test", timeout=30)


def _store(frontdesk: Frontdesk) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(frontdesk))
    return httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test/fhir", headers=BEARER)


@asynccontextmanager
async def _listening(frontdesk: Frontdesk) -> AsyncIterator[str]:
    """The service on a port of this machine: its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(frontdesk), log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            await serving
