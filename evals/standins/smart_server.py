"""A small SMART authorization server in front of a FHIR application: checks assertions and tokens as real ones do."""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass
class SmartServer:
    """One registered client, whose public keys are `jwks`. Every refusal is `invalid_client`, as with real servers.

    `ahead` is how far this server's clock is before true time; it shows in the Date header. `grants` None grants what
    was asked for. `breaks` answers token requests with that status. Tokens live `lifetime` seconds by `now`.
    """

    client_id: str = "frontdesk"
    jwks: dict[str, Any] = field(default_factory=lambda: {"keys": []})
    audience: str = ""
    """Expected `aud` where it is not the token endpoint."""
    ahead: timedelta = timedelta()
    lifetime: float = 300.0
    grants: str | None = None
    breaks: int | None = None
    document: dict[str, Any] = field(default_factory=dict)
    """What smart-configuration holds beside the token endpoint; with `token_endpoint` None it names none."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    url: str = ""
    token_calls: int = 0
    scopes: list[str] = field(default_factory=list)
    """As asked for, by request."""
    fhir_calls: int = 0
    reasons: list[str] = field(default_factory=list)
    """Why token requests were refused: what a real server keeps to itself."""
    issued: dict[str, datetime] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @property
    def fhir_url(self) -> str:
        return f"{self.url}/fhir"

    @property
    def token_url(self) -> str:
        return f"{self.url}/oauth2/token"

    def clock(self) -> datetime:
        return self.now() + self.ahead

    def accepts(self, token: str | None) -> bool:
        expires = self.issued.get(token or "")
        return expires is not None and self.clock() < expires

    def revoke_all(self) -> None:
        """All tokens end before their time, as when a server is restarted or keys are changed."""
        self.issued.clear()

    def app(self, fhir: ASGIApp | None = None) -> ASGIApp:
        """`fhir` is served at /fhir to whoever has a token."""
        routes: list[Any] = [
            Route("/fhir/.well-known/smart-configuration", self._configuration),
            Route("/oauth2/token", self._token, methods=["POST"]),
        ]
        if fhir is not None:
            routes.append(Mount("/fhir", self._guarded(fhir)))
        return self._dated(Starlette(routes=routes))

    async def _configuration(self, _: Request) -> Response:
        document = {"token_endpoint": self.token_url} | self.document
        return JSONResponse({name: value for name, value in document.items() if value is not None})

    async def _token(self, request: Request) -> Response:
        self.token_calls += 1
        if self.breaks is not None:
            return JSONResponse({"error": "temporarily_unavailable"}, self.breaks)
        form = dict(await request.form())
        self.scopes.append(str(form.get("scope", "")))
        if (reason := self._objection(form)) is not None:
            self.reasons.append(reason)
            return JSONResponse({"error": "invalid_client"}, 400)
        if self.grants == "":
            return JSONResponse({"error": "invalid_scope"}, 400)
        token = secrets.token_urlsafe(24)
        self.issued[token] = self.clock() + timedelta(seconds=self.lifetime)
        granted = self.grants or self.scopes[-1]
        return JSONResponse(
            {
                "access_token": token,
                "token_type": "bearer",
                "expires_in": int(self.lifetime),
                "scope": granted,
            }
        )

    def _objection(self, form: dict[str, Any]) -> str | None:
        """What is wrong with an assertion; None when nothing is."""
        try:
            header = jwt.get_unverified_header(form["client_assertion"])
            (registered,) = [key for key in self.jwks["keys"] if key["kid"] == header.get("kid")]
            claims = jwt.decode(
                form["client_assertion"],
                jwt.PyJWK(registered).key,
                algorithms=[registered["alg"]],
                audience=self.audience or self.token_url,
                options={
                    "require": ["iss", "sub", "aud", "exp", "jti"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        except ValueError:
            return "kid"
        except (jwt.PyJWTError, KeyError) as error:
            return type(error).__name__
        now = self.clock().timestamp()
        if not now < claims["exp"] <= now + 300:
            return "exp"
        if claims.get("iat", 0) > now:
            return "iat"
        if not claims["iss"] == claims["sub"] == self.client_id:
            return "client"
        if claims["jti"] in self.used:
            return "jti"
        self.used.add(claims["jti"])
        return None

    def _guarded(self, fhir: ASGIApp) -> ASGIApp:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            self.fhir_calls += 1
            request = Request(scope)
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            open_to_all = request.url.path.endswith("/metadata")
            if open_to_all or self.accepts(token):
                await fhir(scope, receive, send)
            else:
                await Response(status_code=401)(scope, receive, send)

        return guarded

    def _dated(self, app: ASGIApp) -> ASGIApp:
        async def dated(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_dated(message: Message) -> None:
                if message["type"] == "http.response.start":
                    date = format_datetime(self.clock().astimezone(UTC), usegmt=True).encode()
                    message["headers"] = [*message.get("headers", ()), (b"date", date)]
                await send(message)

            await app(scope, receive, send_dated)

        return dated


@contextmanager
def running_smart_server(fhir: ASGIApp | None = None) -> Iterator[SmartServer]:
    """The server on a free port of the loopback interface, for as long as the context lasts."""
    server = SmartServer()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(server.app(fhir), log_level="error", lifespan="off", date_header=False)
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            running.should_exit = True
            thread.join(timeout=5)
