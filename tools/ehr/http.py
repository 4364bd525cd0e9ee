"""The EHR tools over streamable HTTP, for programs that hold the service token or one that grants less."""

import hmac
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from mcp.server.fastmcp import FastMCP
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tools.ehr.access import SERVICE, Access
from tools.ehr.access_tokens import AccessTokens
from tools.ehr.server import ACCESS_KEY

_UNAUTHORIZED = {
    "type": "about:blank",
    "title": "Unauthorized",
    "status": 401,
    "code": "unauthorized",
    "detail": "Send the service token, or one from `frontdesk mcp token`: Authorization: Bearer <token>.",
}


@dataclass(frozen=True)
class EhrHttp:
    """`app` serves MCP at whatever path it is put: `Route("/mcp", endpoint=app)`, any method.

    `lifespan` runs as long as it serves, and only once.
    """

    app: ASGIApp
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


def ehr_http(server: FastMCP, service_token: str, tokens: AccessTokens | None = None) -> EhrHttp:
    """MCP over streamable HTTP.

    Who holds the service token is trusted to say whom a call is for (`_meta`); `tokens` opens those that grant less.
    """
    if not service_token:
        raise ValueError("The EHR tools are not served over HTTP without a service token.")
    server.streamable_http_app()  # makes the session manager
    gate = _Gate(server.session_manager, service_token, tokens)
    return EhrHttp(gate, server.session_manager.run)


class _Gate:
    """Lets requests with a token through to MCP, and says what it grants. An object, since a Route calls functions."""

    def __init__(
        self, manager: StreamableHTTPSessionManager, service_token: str, tokens: AccessTokens | None
    ) -> None:
        self._manager = manager
        self._expected = service_token.encode()
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        access = self._access(Headers(scope=scope).get("authorization", ""))
        if access is not None:
            await self._manager.handle_request({**scope, ACCESS_KEY: access}, receive, send)
            return
        refused = JSONResponse(
            _UNAUTHORIZED, 401, {"WWW-Authenticate": "Bearer"}, media_type="application/problem+json"
        )
        await refused(scope, receive, send)

    def _access(self, authorization: str) -> Access | None:
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer":
            return None
        if hmac.compare_digest(token.encode(), self._expected):
            return SERVICE
        return self._tokens.open(token) if self._tokens else None
