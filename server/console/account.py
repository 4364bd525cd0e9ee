"""One's own account: a new password, and when one is away and who covers meanwhile."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from clinic.requests import ROLES
from server.api.access import TheFrontdesk
from server.api.staff_session import forget_cookie
from server.console.access import LOGIN, ConsoleRoute, Form, Visitor, go, text_of
from server.console.people import names_of
from server.console.rendering import page
from server.records.absences import InvalidAbsence, absences_of, end_absences, note_away
from server.staff.accounts import all_accounts
from server.staff.passwords import SHORTEST, WeakPassword
from server.staff.sign_in import LockedOut, WrongLogin

router = APIRouter(route_class=ConsoleRoute)
ACCOUNT = "/staff/account"


@router.get("/account")
async def account_page(
    frontdesk: TheFrontdesk, session: Visitor, problem: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    me, now = session.account, frontdesk.clock.now()
    away = await frontdesk.database.read(lambda c: absences_of(c, me.id, now=now))
    accounts = await frontdesk.database.read(all_accounts)
    return page(
        "account.html",
        frontdesk,
        session,
        problem=problem,
        away=away,
        names=await names_of(frontdesk.database, [each.covered_by for each in away]),
        roles=ROLES,
        colleagues=[each for each in accounts if not each.disabled and each.id != me.id],
        shortest=SHORTEST,
        section="account",
    )


@router.post("/account/password")
async def change_password(frontdesk: TheFrontdesk, session: Visitor, form: Form) -> Response:
    """All of one's sessions end with the old password: on to the sign-in."""
    old, new = (str(form.get(name, ""))[:200] for name in ("old", "new"))
    try:
        await frontdesk.sign_in.change_password(session, old, new)
    except (WrongLogin, LockedOut, WeakPassword) as error:
        return go(f"{ACCOUNT}?problem={'wrong_password' if isinstance(error, WrongLogin) else error.code}")
    answer = go(f"{LOGIN}?changed=true")
    forget_cookie(answer, frontdesk)
    return answer


@router.post("/account/away")
async def go_away(frontdesk: TheFrontdesk, session: Visitor, form: Form) -> Response:
    """Times are as clocks at the clinic show them; without a start one is away from now on."""
    now, me = frontdesk.clock.now(), session.account
    try:
        start, end = (_local(frontdesk, text_of(form, name)) for name in ("from", "until"))
        covered_by = text_of(form, "cover")
        known = await frontdesk.database.read(all_accounts)
        if end is None or covered_by not in (*ROLES, *(each.id for each in known if not each.disabled)):
            raise InvalidAbsence("When one is back, and who covers, are both needed.")
        await frontdesk.database.write(
            lambda c: note_away(
                c, me.id, starts_at=start or now, ends_at=end, covered_by=covered_by, by=me.id, at=now
            )
        )
    except InvalidAbsence as error:
        return go(f"{ACCOUNT}?problem={error.code}")
    return go(ACCOUNT)


@router.post("/account/back")
async def be_back(frontdesk: TheFrontdesk, session: Visitor, form: Form) -> Response:
    me, now, only = session.account, frontdesk.clock.now(), text_of(form, "absence")
    await frontdesk.database.write(lambda c: end_absences(c, me.id, only=only, by=me.id, at=now))
    return go(ACCOUNT)


def _local(frontdesk: TheFrontdesk, text: str) -> datetime | None:
    """From a `datetime-local` field; None for an empty one. Raises InvalidAbsence."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=frontdesk.clinic.zone)
    except ValueError:
        raise InvalidAbsence("That is no date and time.") from None
