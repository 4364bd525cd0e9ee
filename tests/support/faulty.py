"""Faults of an EHR as its client sees them, put in the way of one request or of all from then on."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

TOO_SLOW = "answer after 20 s"
Carry = Callable[[], Awaitable[httpx.Response]]


async def busy_a_moment(_: Carry) -> httpx.Response:
    return httpx.Response(429, headers={"Retry-After": "1"})


async def busy_for_long(_: Carry) -> httpx.Response:
    return httpx.Response(429, headers={"Retry-After": "120"})


async def broken(_: Carry) -> httpx.Response:
    return httpx.Response(500)


async def down(_: Carry) -> httpx.Response:
    return httpx.Response(503)


async def reset_before(_: Carry) -> httpx.Response:
    raise httpx.ReadError("connection reset")


async def reset_after(carry: Carry) -> httpx.Response:
    await carry()
    raise httpx.ReadError("connection reset")


async def slow(carry: Carry) -> httpx.Response:
    await asyncio.sleep(0.02)  # of the ten seconds that one operation has
    return await carry()


async def too_slow(carry: Carry) -> httpx.Response:
    """What the deadline of ten seconds does to whoever waits by then; a test does not wait for it."""
    await carry()
    raise TimeoutError


async def truncated(carry: Carry) -> httpx.Response:
    answer = await carry()
    content = await answer.aread()
    return httpx.Response(answer.status_code, content=content[: len(content) // 2])


async def token_expired(_: Carry) -> httpx.Response:
    return httpx.Response(401)


FAULTS = {
    "429, Retry-After 1 s": busy_a_moment,
    "429, Retry-After 120 s": busy_for_long,
    "500": broken,
    "503": down,
    "connection reset before the effect": reset_before,
    "connection reset after the effect": reset_after,
    "answer after 5 s": slow,
    TOO_SLOW: too_slow,
    "truncated JSON": truncated,
    "401, token expired": token_expired,
}


class FaultyTransport(httpx.AsyncBaseTransport):
    """Carries requests; `fault` strikes the nth after `arm`, and those after it unless it `recovers`.

    With `at` ("POST Appointment"), only such requests are counted until it strikes.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._left = 0
        self._fault: Callable[[Carry], Awaitable[httpx.Response]] | None = None
        self._recovers = True
        self._at = ""
        self.struck = False

    def arm(self, fault: str, nth: int = 1, *, recovers: bool, at: str = "") -> None:
        self._fault, self._left, self._recovers, self.struck = FAULTS[fault], nth, recovers, False
        self._at = at

    def disarm(self) -> None:
        self._fault = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._fault is None:
            return await self._inner.handle_async_request(request)
        if not self.struck and not self._is_counted(request):
            return await self._inner.handle_async_request(request)
        self._left -= 1
        if self._left > 0 or (self.struck and self._recovers):
            return await self._inner.handle_async_request(request)
        self.struck = True
        return await self._fault(lambda: self._inner.handle_async_request(request))

    def _is_counted(self, request: httpx.Request) -> bool:
        method, _, kind = self._at.partition(" ")
        path = request.url.path
        return not self._at or (
            request.method == method and kind in path.split("/") and "_search" not in path
        )
