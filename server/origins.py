"""Which web pages may talk to the patient API from a browser: the service's own, and those that clinic.yaml names.

Cross-origin resource sharing (WHATWG Fetch) for /v1/conversations and nothing else; programs send no Origin and are not
concerned. A page that is not allowed gets a refusal that its script can read.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.frontdesk import Frontdesk
from server.problems import problem_response

SHARED = "/v1/conversations"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
READABLE = "Retry-After, X-Request-Id"


class Origins:
    """ASGI middleware: answers preflights, refuses pages that may not, and marks answers for those that may."""

    def __init__(self, app: ASGIApp, frontdesk: Frontdesk) -> None:
        self._app = app
        self._frontdesk = frontdesk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        if origin is None or not _is_shared(scope["path"]):
            await self._app(scope, receive, send)
            return
        await self._answer_page(origin, scope, receive, _readable_by(origin, send))

    async def _answer_page(self, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not may_talk(self._frontdesk, origin, Headers(scope=scope).get("host", "")):
            await _refusal(self._frontdesk)(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def may_talk(frontdesk: Frontdesk, origin: str, host: str) -> bool:
    """Whether a page of `origin` is the service's own (`host` is what was asked for) or named in clinic.yaml."""
    public = frontdesk.settings.public_url
    own = {host.lower(), urlsplit(public).netloc.lower() if public else ""} - {""}
    return urlsplit(origin).netloc.lower() in own or frontdesk.clinic.widget.allows(origin)


def _is_shared(path: str) -> bool:
    return path == SHARED or path.startswith(f"{SHARED}/")


def _refusal(frontdesk: Frontdesk) -> Response:
    clinic = frontdesk.clinic
    return problem_response(
        status=403,
        code="origin_not_allowed",
        detail=f"This page may not talk to {clinic.name}. Patients can call {clinic.phone}; "
        "the clinic can allow the page in clinic.yaml under widget.origins.",
    )


def _readable_by(origin: str, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = READABLE
            headers.add_vary_header("Origin")
        await send(message)

    return sending
