"""The EHR tools over streamable HTTP, for programs that hold the service token."""

import hmac
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from mcp.server.fastmcp import FastMCP
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_UNAUTHORIZED = {
    "type": "about:blank",
    "title": "Unauthorized",
    "status": 401,
    "code": "unauthorized",
    "detail": "Send the service token: Authorization: Bearer <token>.",
}


@dataclass(frozen=True)
class EhrHttp:
    """`app` serves MCP at whatever path it is put: `Route("/mcp", endpoint=app)`, any method.

    `lifespan` runs as long as it serves, and only once.
    """

    app: ASGIApp
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


def ehr_http(server: FastMCP, service_token: str) -> EhrHttp:
    """MCP over streamable HTTP. Who holds the service token is trusted to say whom a call is for (`_meta`)."""
    if not service_token:
        raise ValueError("The EHR tools are not served over HTTP without a service token.")
    server.streamable_http_app()  # makes the session manager
    return EhrHttp(_Gate(server.session_manager, service_token), server.session_manager.run)


class _Gate:
    """Lets requests with the service token through to MCP. An object, since a Route calls functions otherwise."""

    def __init__(self, manager: StreamableHTTPSessionManager, service_token: str) -> None:
        self._manager = manager
        self._expected = service_token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._expected):
            await self._manager.handle_request(scope, receive, send)
            return
        refused = JSONResponse(
            _UNAUTHORIZED, 401, {"WWW-Authenticate": "Bearer"}, media_type="application/problem+json"
        )
        await refused(scope, receive, send)
