"""Who at the clinic is calling: a signed-in person by session cookie, or a program with the service token."""

import hmac
from typing import Annotated

from fastapi import Depends, Request

from clinic.requests import Staff
from server.api.access import TheFrontdesk, require_service_token
from server.frontdesk import Frontdesk
from server.problems import NoCsrfToken, NotSignedIn
from server.staff import Session

SERVICE = Staff(id="service", role="service", name="")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
CSRF_HEADER = "x-csrf-token"


def cookie_name(frontdesk: Frontdesk) -> str:
    """`__Host-` makes browsers refuse it but over TLS and for this host alone; a demo has no TLS."""
    return "frontdesk_staff" if frontdesk.settings.demo else "__Host-frontdesk_staff"


async def session_of(request: Request, frontdesk: Frontdesk, *, sign_of_life: bool = True) -> Session | None:
    """Who is behind the cookie; None when nobody is, any more."""
    token = request.cookies.get(cookie_name(frontdesk))
    return await frontdesk.sign_in.session(token, sign_of_life=sign_of_life) if token else None


def check_csrf(session: Session, sent: str | None) -> None:
    """Raises NoCsrfToken."""
    if not hmac.compare_digest((sent or "").encode(), session.csrf.encode()):
        raise NoCsrfToken


async def the_session(request: Request, frontdesk: TheFrontdesk) -> Session:
    """The signed-in person of an API call. Raises NotSignedIn, and NoCsrfToken for a call that changes something."""
    session = await session_of(request, frontdesk)
    if session is None:
        raise NotSignedIn
    if request.method not in SAFE_METHODS:
        check_csrf(session, request.headers.get(CSRF_HEADER))
    return session


async def the_staff(request: Request, frontdesk: TheFrontdesk) -> Staff:
    """Raises Unauthorized for everybody else; a patient's token opens nothing here."""
    if authorization := request.headers.get("authorization"):
        require_service_token(authorization, frontdesk)
        return SERVICE
    return (await the_session(request, frontdesk)).account.staff()


TheSession = Annotated[Session, Depends(the_session)]
TheStaff = Annotated[Staff, Depends(the_staff)]
