"""Decisions in the records: one for what somebody saw, kept before anything is done, so that no crash loses it."""

from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import orjson
from pydantic import AwareDatetime
from sqlalchemy import Connection, insert, select, update

from clinic.models import Value
from clinic.requests import DECIDABLE
from graph.requests import Given
from server.problems import ClaimedByOther, NothingToUndo, StaleDecision, UnknownRequest
from server.records.audit import append_audit
from server.records.database import Database
from server.records.tables import decisions, requests

RELEASE = version("frontdesk")


class DecisionRow(Value):
    """A decision as it is kept. `apply_at` is by the machine's clock."""

    id: str
    request_id: str
    seen_version: int
    interrupt_id: str
    given: Given
    action: str
    by: str
    role: str
    state: str
    at: AwareDatetime
    apply_at: AwareDatetime


def record_decision(
    connection: Connection, request_id: str, given: Given, *, apply_at: datetime, now: datetime
) -> None:
    """Take a decision on the version that it names. `now` is by the machine's clock.

    Raises UnknownRequest, StaleDecision when it has changed since, ClaimedByOther when somebody else works on it.
    """
    assert given.decision is not None
    assert given.by is not None
    decision, by, table = given.decision, given.by, requests.c
    row = connection.execute(
        select(
            table.status,
            table.version,
            table.interrupt_id,
            table.waiting,
            table.conversation_id,
            table.claimed_by,
        )
        .add_columns(table.claimed_until)
        .where(table.id == request_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise UnknownRequest
    if row.status not in DECIDABLE or row.version != decision.version or row.interrupt_id is None:
        raise StaleDecision(row.version, _decided_by(connection, request_id))
    if row.claimed_by not in (None, by.id) and row.claimed_until and row.claimed_until > now:
        raise ClaimedByOther
    taken = connection.execute(
        update(requests)
        .where(table.id == request_id, table.version == decision.version, table.status.in_(DECIDABLE))
        .values(status="deciding", version=table.version + 1, updated_at=given.at)
    )
    if taken.rowcount != 1:
        raise StaleDecision(row.version, _decided_by(connection, request_id))
    saw = sha256(orjson.dumps(row.waiting, option=orjson.OPT_SORT_KEYS)).hexdigest()
    connection.execute(
        insert(decisions).values(
            id=given.id,
            request_id=request_id,
            seen_version=decision.version,
            interrupt_id=row.interrupt_id,
            release=RELEASE,
            given=given.model_dump(mode="json"),
            action=decision.action,
            by=by.id,
            role=by.role,
            saw=saw,
            state="recorded",
            at=given.at,
            apply_at=apply_at,
        )
    )
    detail = {
        "request": request_id,
        "decision": given.id,
        "action": decision.action,
        "by": by.id,
        "role": by.role,
    }
    append_audit(
        connection,
        event="request_decided",
        at=given.at,
        conversation_id=row.conversation_id,
        detail=detail | {"version": decision.version, "saw": saw, "edited": sorted(decision.edits)},
    )


def _decided_by(connection: Connection, request_id: str) -> str:
    """Who decided last, as their account's id; "" when nobody has."""
    last = select(decisions.c.by).where(decisions.c.request_id == request_id).order_by(decisions.c.at.desc())
    return connection.execute(last.limit(1)).scalar() or ""


def undo_decision(connection: Connection, request_id: str, by: str, *, at: datetime) -> None:
    """Take back a decision that is not applied yet. Raises NothingToUndo."""
    table = decisions.c
    pending = (table.request_id == request_id, table.state == "recorded", table.by == by)
    taken_back = connection.execute(update(decisions).where(*pending).values(state="undone"))
    if taken_back.rowcount != 1:
        raise NothingToUndo
    connection.execute(
        update(requests)
        .where(requests.c.id == request_id, requests.c.status == "deciding")
        .values(status="waiting", version=requests.c.version + 1, updated_at=at)
    )
    detail = {"request": request_id, "by": by}
    append_audit(connection, event="decision_undone", at=at, conversation_id=None, detail=detail)


def begin_applying(connection: Connection, decision_id: str) -> bool:
    """From here on it can no longer be taken back. False when it has been."""
    table = decisions.c
    mine = (table.id == decision_id, table.state.in_(("recorded", "applying")))
    return connection.execute(update(decisions).where(*mine).values(state="applying")).rowcount == 1


def settle_decision(connection: Connection, decision_id: str) -> None:
    connection.execute(update(decisions).where(decisions.c.id == decision_id).values(state="applied"))


async def pending_decisions(database: Database, *, by: datetime, on: str = "") -> tuple[DecisionRow, ...]:
    """Decisions (`on` one request) that are to be applied by then and are not, the oldest first."""
    table = decisions.c
    due = select(decisions).where(table.state.in_(("recorded", "applying")), table.apply_at <= by)
    if on:
        due = due.where(table.request_id == on)
    due = due.order_by(table.at)
    rows = await database.read(lambda connection: connection.execute(due).mappings().all())
    return tuple(_decision(row) for row in rows)


async def decisions_on(database: Database, request_id: str) -> tuple[DecisionRow, ...]:
    """All decisions on a request, the oldest first."""
    query = select(decisions).where(decisions.c.request_id == request_id).order_by(decisions.c.at)
    rows = await database.read(lambda connection: connection.execute(query).mappings().all())
    return tuple(_decision(row) for row in rows)


def _decision(row: Any) -> DecisionRow:
    return DecisionRow.model_validate({name: row[name] for name in DecisionRow.model_fields})
