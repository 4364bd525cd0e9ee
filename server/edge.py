"""What happens to every request: an id, a size limit, safe headers, a line in the log, and no bare 500."""

import asyncio
import logging
import re
import secrets
from collections.abc import Sequence
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.logs import describe_error
from server.problems import BodyTooLarge, problem_from, problem_response

log = logging.getLogger(__name__)
LARGEST_BODY = 256 * 1024
"""Bytes for a patient's request; the FHIR store takes bundles, and staff upload documents."""
LARGEST_DOCUMENT = 11_000_000
UPLOADS = ("/v1/knowledge/documents", "/staff/knowledge/documents")
LARGEST_BUNDLE = 64 * 1024 * 1024
SECONDS_TO_SEND = 20.0
"""For all of a body: who trickles it in holds a connection for no longer. A bundle may take thrice that."""


def content_policy(*, framed_by: Sequence[str] = ()) -> str:
    """Content-Security-Policy of our pages: nothing but our own files, framed by nobody but the named origins."""
    framers = " ".join(framed_by) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {framers}"
    )


SAFE_HEADERS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Edge:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        try:
            if exchange.declared_length > exchange.limit:
                await problem_from(BodyTooLarge(exchange.limit))(scope, receive, exchange.send)
            else:
                await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            log.error("request_broke", extra=describe_error(error) | {"request_id": exchange.id})
            if exchange.status is not None:
                raise
            sorry = problem_response(
                status=500,
                code="internal_error",
                detail="Something went wrong on our side: please try again.",
            )
            await sorry(scope, receive, exchange.send)
        finally:
            exchange.log()


class _Exchange:
    """One request with its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        length = headers.get("content-length", "")
        self.id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        self.limit = LARGEST_BUNDLE if scope["path"].startswith("/fhir") else LARGEST_BODY
        if scope["path"] in UPLOADS:
            self.limit = LARGEST_DOCUMENT
        self.declared_length = int(length) if length.isdecimal() else 0
        self.status: int | None = None
        self._started = perf_counter()
        self._scope = scope
        self._receive = receive
        self._send = send
        self._received = 0
        self._complete = False
        self._seconds = SECONDS_TO_SEND * (3 if self.limit == LARGEST_BUNDLE else 1)

    async def receive(self) -> Message:
        message = await (self._receive() if self._complete else self._in_time())
        self._complete = not message.get("more_body", False)
        self._received += len(message.get("body", b""))
        if self._received > self.limit:
            raise HTTPException(413)
        return message

    async def _in_time(self) -> Message:
        """The next piece of the body. What comes behind it (the client leaves) may take for ever."""
        left = self._started + self._seconds - perf_counter()
        try:
            async with asyncio.timeout(max(0.0, left)):
                return await self._receive()
        except TimeoutError:
            raise HTTPException(408) from None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.id
            for name, value in SAFE_HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)

    def log(self) -> None:
        # The route's pattern, not the address: what is sent to /fhir can hold a patient's name.
        route = getattr(self._scope.get("route"), "path", None) or self._mount()
        log.info(
            "request",
            extra={
                "request_id": self.id,
                "method": self._scope["method"],
                "route": route,
                "status": self.status,
                "ms": round((perf_counter() - self._started) * 1000, 1),
            },
        )

    def _mount(self) -> str:
        first = self._scope["path"].split("/")[1]
        return f"/{first}" if first in ("fhir", "mcp", "web") else "none"
