"""The sign-in page, and signing off."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.access import TheFrontdesk
from server.api.staff_access import session_of
from server.api.staff_session import forget_cookie, set_cookie
from server.console.access import LOGIN, ConsoleRoute, Form, Visitor, go, refuse_other_sites, text_of
from server.console.rendering import page
from server.demo_access import DemoAccess, StaffLogin
from server.frontdesk import Frontdesk
from server.staff.sign_in import LockedOut, WrongLogin

router = APIRouter(route_class=ConsoleRoute)


@router.get("/login")
async def sign_in_page(request: Request, frontdesk: TheFrontdesk, changed: bool = False) -> Response:
    """`changed`: somebody has just changed their password and signs in with the new one."""
    if await session_of(request, frontdesk):
        return go("/staff")
    return page(
        "login.html",
        frontdesk,
        None,
        problem="",
        changed=changed,
        email="",
        logins=_demo_logins(frontdesk),
        openid=frontdesk.openid,
    )


@router.post("/login")
async def sign_in(request: Request, frontdesk: TheFrontdesk) -> Response:
    refuse_other_sites(request)
    form = await request.form(max_files=0, max_fields=4)
    email = text_of(form, "email")
    address = request.client.host if request.client else ""
    try:
        session = await frontdesk.sign_in.sign_in(
            email[:200], str(form.get("password", ""))[:200], address=address
        )
    except (WrongLogin, LockedOut) as error:
        logins = _demo_logins(frontdesk)
        return page(
            "login.html",
            frontdesk,
            None,
            status=error.status,
            problem=error.code,
            changed=False,
            email=email,
            logins=logins,
            openid=frontdesk.openid,
        )
    answer = go("/staff")
    set_cookie(answer, frontdesk, session)
    return answer


@router.post("/logoff")
async def sign_off(frontdesk: TheFrontdesk, session: Visitor, form: Form) -> Response:  # noqa: ARG001 its token
    await frontdesk.sign_in.sign_off(session)
    answer = go(LOGIN)
    forget_cookie(answer, frontdesk)
    return answer


def _demo_logins(frontdesk: Frontdesk) -> list[StaffLogin]:
    """A demo shows whom one can be; the password stands in demo.json and where the service was started."""
    if not frontdesk.settings.demo:
        return []
    return DemoAccess.load_or_make(frontdesk.settings.data_dir).staff
