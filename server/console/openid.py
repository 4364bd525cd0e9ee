"""To the organisation's sign-in and back: /staff/openid/leave and /staff/openid/arrive."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.api.access import TheFrontdesk
from server.api.staff_session import set_cookie
from server.console.access import ConsoleRoute, go
from server.console.rendering import page
from server.problems import NotFound
from server.staff.openid import LASTS

router = APIRouter(route_class=ConsoleRoute)
COOKIE = "frontdesk_openid"


@router.get("/openid/leave")
async def leave(frontdesk: TheFrontdesk) -> Response:
    if frontdesk.openid is None:
        raise NotFound
    url, cookie = await frontdesk.openid.leave()
    answer = go(url)
    # Lax: the browser comes back from another site and has to bring it along.
    answer.set_cookie(
        COOKIE,
        cookie,
        max_age=LASTS,
        path="/staff/openid",
        httponly=True,
        samesite="lax",
        secure=not frontdesk.settings.demo,
    )
    return answer


@router.get("/openid/arrive")
async def arrive(
    request: Request,
    frontdesk: TheFrontdesk,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """A page that goes on by itself, and no redirect: a browser on its way from another site sends no strict cookie."""
    if frontdesk.openid is None:
        raise NotFound
    email = await frontdesk.openid.arrive(request.cookies.get(COOKIE, ""), state, code)
    session = await frontdesk.sign_in.sign_in_as(email)
    answer = page("arrived.html", frontdesk, None)
    set_cookie(answer, frontdesk, session)
    answer.delete_cookie(COOKIE, path="/staff/openid")
    return answer
