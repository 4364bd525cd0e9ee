"""Who of the clinic is away, from when until when, and who covers for them."""

import secrets
from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import Connection, and_, delete, func, insert, select

from clinic.errors import FrontdeskError
from clinic.models import Value
from clinic.requests.absences import Colleague
from server.records.audit import append_audit
from server.records.tables import staff_absences, staff_accounts


class InvalidAbsence(FrontdeskError):
    """It ends before it begins, is over already, or nobody else covers."""

    code = "invalid_absence"
    status = 422


class Absence(Value):
    """`starts_at` and `ends_at` are by the clinic's clock; `covered_by` is a role, or the id of an account."""

    id: str
    account_id: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    covered_by: str


def note_away(
    connection: Connection, account_id: str, *, starts_at: datetime, ends_at: datetime, covered_by: str,
    by: str, at: datetime,
) -> Absence:  # fmt: skip
    """`by` is who says so, as an account's id ("" from the command line). Raises InvalidAbsence."""
    if ends_at <= starts_at or ends_at <= at or covered_by in ("", account_id):
        raise InvalidAbsence("An absence ends after it begins and is not over yet, and somebody else covers.")
    absence = Absence(
        id=f"a_{secrets.token_urlsafe(12)}",
        account_id=account_id,
        starts_at=starts_at,
        ends_at=ends_at,
        covered_by=covered_by,
    )
    connection.execute(insert(staff_absences).values(absence.model_dump()))
    detail = {"account": account_id, "by": by, "to": covered_by}
    append_audit(connection, event="staff_away", at=at, conversation_id=None, detail=detail)
    return absence


def end_absences(
    connection: Connection, account_id: str, *, only: str = "", by: str = "", at: datetime
) -> int:
    """They are back, or do not go: forget `only` one, or all that are not over; answers how many there were."""
    table = staff_absences.c
    mine = delete(staff_absences).where(table.account_id == account_id, table.ends_at > at)
    gone = connection.execute(mine.where(table.id == only) if only else mine).rowcount
    if gone:
        detail = {"account": account_id, "by": by}
        append_audit(connection, event="staff_back", at=at, conversation_id=None, detail=detail)
    return gone


def absences_of(connection: Connection, account_id: str, *, now: datetime) -> tuple[Absence, ...]:
    """Those that are not over, the next one first."""
    table = staff_absences.c
    query = select(staff_absences).where(table.account_id == account_id, table.ends_at > now)
    rows = connection.execute(query.order_by(table.starts_at)).mappings()
    return tuple(Absence.model_validate(dict(row)) for row in rows)


def colleagues(connection: Connection, now: datetime) -> tuple[Colleague, ...]:
    """All accounts, and who covers for whom just now."""
    table, away = staff_accounts.c, staff_absences.c
    now_away = and_(away.account_id == table.id, away.starts_at <= now, away.ends_at > now)
    query = (
        select(table.id, table.role, table.disabled, func.max(away.covered_by))
        .outerjoin(staff_absences, now_away)
        .group_by(table.id, table.role, table.disabled)
    )
    return tuple(
        Colleague(id=id_, role=role, covered_by=covered_by or "", gone=disabled)
        for id_, role, disabled, covered_by in connection.execute(query)
    )
