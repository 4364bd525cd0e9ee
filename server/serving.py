"""Runs the web application under uvicorn: takes the port, starts, says where to go, and ends in good order."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Iterator

import uvicorn
import uvloop
from fastapi import FastAPI
from sse_starlette.sse import AppStatus

from server.app import create_app
from server.assembly import assemble
from server.demo_access import DemoAccess
from server.frontdesk import Frontdesk
from server.logs import set_up_logging
from server.seeding import Seeding
from server.settings import Settings

LARGEST_FRAME = 64 * 1024
"""Bytes of a WebSocket message; what a caller said in one go is far below."""
SECONDS_TO_END = 10
"""For requests that run when the service is told to stop; turns cut off then are run again at the next start."""

COLLECTED_AFTER = (10_000, 10, 50)
"""Of Python's collector. A turn makes some 6,000 objects that refer to each other and few that must be looked for: with
the usual 700 a crowd of conversations spends 4 % of its time on looking, and stands still for 15 ms now and then."""


def run(settings: Settings, taken: socket.socket, seeding: Seeding | None = None) -> None:
    """Serve on a bound socket until told to stop. Raises FrontdeskError when it cannot start."""
    set_up_logging(production=not settings.demo)
    if settings.demo and settings.public_url is None:
        settings = settings.model_copy(update={"public_url": _address_of(taken)})
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, taken, seeding))


async def _serve(settings: Settings, taken: socket.socket, seeding: Seeding | None) -> None:
    async with assemble(settings, seeding) as frontdesk:
        await _Server(create_app(frontdesk), frontdesk, taken).serve(sockets=[taken])


class _Server(uvicorn.Server):
    """uvicorn, which leaves signals to us: it would end the process before the front desk is taken down."""

    def __init__(self, app: FastAPI, frontdesk: Frontdesk, taken: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            access_log=False,  # ours knows request ids and leaves addresses out
            log_config=None,
            server_header=False,
            ws_max_size=LARGEST_FRAME,
            timeout_graceful_shutdown=SECONDS_TO_END,
        )
        super().__init__(config)
        self._frontdesk = frontdesk
        self._taken = taken

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.freeze()  # what start-up made stays; the collector need not look at it during turns
        gc.set_threshold(*COLLECTED_AFTER)
        _say_where_to_go(self._frontdesk, self._taken)
        if self._frontdesk.knowledge is not None:
            self._frontdesk.knowledge.open_soon()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.force_exit = self.should_exit  # asked twice: at once
        self.should_exit = True
        self._frontdesk.events.close()
        AppStatus.should_exit = True  # ends event streams that are still open


def _say_where_to_go(frontdesk: Frontdesk, taken: socket.socket) -> None:
    url = frontdesk.settings.public_url or _address_of(taken)
    lines = [
        f"Frontdesk serves {frontdesk.clinic.name}.",
        f"  Patient page       {url}/",
        f"  API documentation  {url}/docs  (OpenAPI: {url}/openapi.json)",
    ]
    if frontdesk.settings.demo:
        access = DemoAccess.load_or_make(frontdesk.settings.data_dir).model_copy(update={"url": url})
        if frontdesk.service_token:
            access = access.model_copy(update={"service_token": frontdesk.service_token})
        access.save(frontdesk.settings.data_dir)
        lines += [
            f"  Staff console      {url}/staff",
            *(f"    {login.role:<16} {login.email}   {login.password}" for login in access.staff),
            f"  Service token      {access.service_token}",
            f"  EHR (FHIR R4)      {url}/fhir   EHR tools (MCP) {url}/mcp   (both with the service token)"
            if frontdesk.fhir
            else f"  EHR tools (MCP)    {url}/mcp   (with the service token)",
            f"  Kept in            {frontdesk.settings.data_dir.absolute() / 'demo.json'}",
        ]
        now = frontdesk.clock.now().astimezone(frontdesk.clinic.zone)
        lines.append(f"  It is              {now:%A, %B} {now.day}, {now:%Y, %H:%M} at the clinic")
    print("\n".join([*lines, "Stop with Ctrl+C."]), flush=True)  # noqa: T201
    sys.stdout.flush()


def _address_of(taken: socket.socket) -> str:
    host, port = taken.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"
