"""Faults between a stand-in and its client, on the wire: answers lost before and after the effect, refusals, delays."""

import asyncio
from collections.abc import Callable
from typing import Literal

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Fault = Literal["lost before", "lost after", "500", "503", "busy", "unauthorized", "truncated", "late"]
LATE = 0.8
"""Seconds that a late answer takes; clients under test wait less."""


class Faults:
    """Strikes the nth request that fits `at` ("PUT appointments"), and those after it too unless it `recovers`."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._left = 0
        self._recovers = True
        self._fits: Callable[[str], bool] = lambda _: True
        self.struck = 0
        self.seen: list[str] = []
        """Every request as "PUT /v1/195900/appointments/7": what was sent, and how often."""

    def arm(
        self,
        fault: Fault,
        at: str = "",
        *,
        nth: int = 1,
        recovers: bool = True,
        fits: Callable[[str], bool] | None = None,
    ) -> None:
        """`fits` tells requests apart that `at` does not."""
        method, _, path = at.partition(" ")
        self._fault, self._left, self._recovers, self.struck = fault, nth, recovers, 0
        self._fits = fits or (
            lambda request: not at or (request.startswith(f"{method} ") and path in request)
        )

    def disarm(self) -> None:
        self._fault = None

    def around(self, app: ASGIApp) -> ASGIApp:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            request = f"{scope['method']} {scope['path']}"
            self.seen.append(request)
            fault = self._strikes(request)
            if fault is None:
                await app(scope, receive, send)
            else:
                await _strike(fault, app, scope, receive, send)

        return guarded

    def writes(self) -> list[str]:
        """The requests seen that may change something, the one for a token aside."""
        return [each for each in self.seen if not each.startswith("GET ") and "token" not in each]

    def _strikes(self, request: str) -> Fault | None:
        if self._fault is None or not self._fits(request):
            return None
        self._left -= 1
        if self._left > 0 or (self.struck and self._recovers):
            return None
        self.struck += 1
        return self._fault


async def _strike(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    async def unheard(_: Message) -> None:
        """Nobody hears what the application answers."""

    match fault:
        case "500" | "503":
            await Response(status_code=int(fault))(scope, receive, send)
        case "busy":
            await Response(status_code=429, headers={"Retry-After": "1"})(scope, receive, send)
        case "unauthorized":
            await Response(status_code=401)(scope, receive, send)
        case "late":
            await app(scope, receive, unheard)
            await asyncio.sleep(LATE)
            await Response(status_code=200)(scope, receive, send)
        case "truncated":
            await app(scope, receive, unheard)
            await Response(b'{"half": ', media_type="application/json")(scope, receive, send)
        case "lost before" | "lost after":
            if fault == "lost after":
                await app(scope, receive, unheard)
            # A body shorter than announced: the server closes the connection, and the client sees it break.
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]}
            )
            await send({"type": "http.response.body", "body": b""})
