"""/fhir and /mcp: other applications inside ours, open to who has the service token."""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from clinic.errors import FrontdeskError
from server.api.access import require_service_token
from server.frontdesk import Frontdesk
from server.problems import NotFound, problem_from


class Gate:
    """Passes a request on to the application that `choose` finds; to nobody else's eyes when there is none."""

    def __init__(self, choose: Callable[[Frontdesk], ASGIApp | None]) -> None:
        self._choose = choose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        frontdesk: Frontdesk = scope["app"].state.frontdesk
        try:
            app = self._choose(frontdesk)
            if app is None:
                raise NotFound
            require_service_token(Headers(scope=scope).get("authorization"), frontdesk)
        except FrontdeskError as error:
            await problem_from(error)(scope, receive, send)
            return
        await app(scope, receive, send)
