"""The EHR tools over streamable HTTP, for programs that hold the service token."""

import hmac
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from mcp.server.fastmcp import FastMCP
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
    """`app` serves MCP at whatever path it is mounted; `lifespan` runs as long as it serves, and only once."""

    app: ASGIApp
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


def ehr_http(server: FastMCP, service_token: str) -> EhrHttp:
    """MCP over streamable HTTP. Who holds the service token is trusted to say whom a call is for (`_meta`)."""
    if not service_token:
        raise ValueError("The EHR tools are not served over HTTP without a service token.")
    server.streamable_http_app()  # makes the session manager
    manager = server.session_manager
    expected = service_token.encode()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), expected):
            await manager.handle_request(scope, receive, send)
            return
        refused = JSONResponse(
            _UNAUTHORIZED, 401, {"WWW-Authenticate": "Bearer"}, media_type="application/problem+json"
        )
        await refused(scope, receive, send)

    return EhrHttp(app, manager.run)
