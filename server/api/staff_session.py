"""Signing in and off over the API: POST, GET and DELETE /v1/staff/session."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from clinic.requests import StaffRole
from server.api.access import TheFrontdesk
from server.api.staff_access import TheSession, cookie_name
from server.frontdesk import Frontdesk
from server.problems import PROBLEM_JSON
from server.staff import Session

PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem (RFC 9457) with a `code`", "content": {PROBLEM_JSON: {}}}
}
router = APIRouter(prefix="/v1/staff/session", tags=["staff"], responses=PROBLEM)


class Login(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(max_length=200)]
    password: Annotated[SecretStr, Field(max_length=200)]


class SignedIn(BaseModel):
    """`csrf` goes into the header X-CSRF-Token of every call that changes something."""

    id: str
    name: str
    role: StaffRole
    csrf: str

    @classmethod
    def of(cls, session: Session) -> "SignedIn":
        account = session.account
        return cls(id=account.id, name=account.name, role=account.role, csrf=session.csrf)


@router.post("")
async def sign_in(frontdesk: TheFrontdesk, request: Request, response: Response, body: Login) -> SignedIn:
    """Sign in: the session is in a cookie. 401 `wrong_login`, 429 `locked_out`."""
    address = request.client.host if request.client else ""
    session = await frontdesk.sign_in.sign_in(body.email, body.password.get_secret_value(), address=address)
    set_cookie(response, frontdesk, session)
    return SignedIn.of(session)


@router.get("")
async def who_am_i(session: TheSession) -> SignedIn:
    """Who is signed in. 401 when nobody is."""
    return SignedIn.of(session)


@router.delete("", status_code=204)
async def sign_off(frontdesk: TheFrontdesk, session: TheSession, response: Response) -> None:
    """Sign off: the cookie opens nothing any more."""
    await frontdesk.sign_in.sign_off(session)
    forget_cookie(response, frontdesk)


def set_cookie(response: Response, frontdesk: Frontdesk, session: Session) -> None:
    """Without an end: a browser that is closed has signed off, and the records end it in any case."""
    response.set_cookie(
        cookie_name(frontdesk),
        session.token,
        httponly=True,
        samesite="strict",
        secure=not frontdesk.settings.demo,
    )


def forget_cookie(response: Response, frontdesk: Frontdesk) -> None:
    """With the attributes that it was set with: browsers refuse a `__Host-` cookie without them, its end too."""
    response.delete_cookie(
        cookie_name(frontdesk), httponly=True, samesite="strict", secure=not frontdesk.settings.demo
    )
