"""Who looks at a page: the signed-in person, or the way to the sign-in; errors as pages, forms with their token."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.responses import Response

from clinic.errors import FrontdeskError
from server.api.access import TheFrontdesk
from server.api.staff_access import check_csrf, session_of
from server.console.rendering import page, word
from server.problems import NoCsrfToken, NotSignedIn
from server.staff import Session

LOGIN = "/staff/login"


async def the_visitor(request: Request, frontdesk: TheFrontdesk) -> Session:
    """Raises NotSignedIn. What a page asks by itself (`X-Background: 1`) is no sign of life."""
    alive = request.headers.get("x-background") != "1"
    session = await session_of(request, frontdesk, sign_of_life=alive)
    if session is None:
        raise NotSignedIn
    return session


Visitor = Annotated[Session, Depends(the_visitor)]


async def the_form(request: Request, session: Visitor) -> FormData:
    """What was filled in, by somebody who saw our page. Raises NoCsrfToken."""
    form = await request.form(max_files=0, max_fields=60)
    check_csrf(session, str(form.get("csrf", "")))
    return form


Form = Annotated[FormData, Depends(the_form)]


def text_of(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\r\n", "\n").strip()


def refuse_other_sites(request: Request) -> None:
    """For the sign-in, where there is no token yet: browsers say where a form was sent from. Raises NoCsrfToken."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NoCsrfToken


def go(path: str) -> RedirectResponse:
    """On to a page after a form, so that a reload sends nothing twice."""
    return RedirectResponse(path, status_code=303)


class ConsoleRoute(APIRoute):
    """Shows errors as pages; who is not signed in, or no longer, goes to the sign-in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_or_explain(request: Request) -> Response:
            frontdesk = request.app.state.frontdesk
            try:
                return await answer(request)
            except NotSignedIn:
                if "hx-request" in request.headers:
                    return Response(status_code=204, headers={"HX-Redirect": LOGIN})
                return go(LOGIN)
            except FrontdeskError as error:
                session = await session_of(request, frontdesk)
                message = word("problems", error.code) if error.status < 500 else error.message
                return page("problem.html", frontdesk, session, status=error.status, message=message)

        return answer_or_explain
