"""A way to the EHR that loses requests or answers."""

import httpx


class LosingTransport(httpx.AsyncBaseTransport):
    """Carries requests until the nth after `arm`; that one and all later ones fail.

    `when`: "before" the nth reached the EHR, "after" it took effect there and its answer was lost, or the EHR is
    "busy" and says so.
    `recovers`: only the nth fails.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.left: int | None = None
        self.when = "before"
        self.recovers = False
        self.struck = False

    def arm(self, nth: int, when: str, *, recovers: bool = False) -> None:
        self.left, self.when, self.recovers = nth, when, recovers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.left is None or (self.struck and self.recovers):
            return await self.inner.handle_async_request(request)
        self.left -= 1
        if self.left > 0:
            return await self.inner.handle_async_request(request)
        if not self.struck and self.when == "after":
            await self.inner.handle_async_request(request)
            self.struck = True
            raise httpx.ReadError("connection reset")
        self.struck = True
        if self.when == "busy":
            return httpx.Response(429, headers={"Retry-After": "1"})
        raise httpx.ConnectError("no route") if self.when == "before" else httpx.ReadError("connection reset")
