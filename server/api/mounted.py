"""/fhir and /mcp: other applications inside ours, open to who has the service token."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from clinic.errors import FrontdeskError
from server.api.access import require_service_token
from server.frontdesk import Frontdesk
from server.problems import NotFound, problem_from


class Gate:
    """Passes requests on to an application, where there is one, from callers with the service token."""

    def __init__(self, frontdesk: Frontdesk, app: ASGIApp | None, *, checks_tokens: bool = False) -> None:
        """`checks_tokens`: the application asks for the token itself, and answers in its own form."""
        self._frontdesk = frontdesk
        self._app = app
        self._checks_tokens = checks_tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self._app is None:
                raise NotFound
            if not self._checks_tokens:
                require_service_token(Headers(scope=scope).get("authorization"), self._frontdesk)
        except FrontdeskError as error:
            await problem_from(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)
