"""Requests in the records: the index of what waits for people. Where each stands is what its run says."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from clinic.models import Value
from clinic.requests import OPEN, Status
from graph.requests import Draft, Standing, Waiting
from graph.turns import HandedOver
from server.records.audit import append_audit
from server.records.database import Database
from server.records.tables import conversations, requests

MOST_LISTED = 100


class RequestRow(Value):
    """A request as it is kept. `waiting` is what staff see; None while its run has not come that far."""

    id: str
    conversation_id: str | None
    kind: str
    status: Status
    urgent: bool
    version: int
    summary: dict[str, Any]
    channel: str
    language: str
    created_at: AwareDatetime
    updated_at: AwareDatetime | None
    due_at: AwareDatetime | None
    escalated_at: AwareDatetime | None
    patient_id: str | None
    interrupt_id: str | None
    waiting: Waiting | None
    assigned_to: str | None
    claimed_by: str | None
    claimed_until: AwareDatetime | None
    outcome: dict[str, Any] | None

    def draft(self) -> Draft:
        """What the conversation handed over."""
        handed = HandedOver(id=self.id, kind=self.kind, urgent=self.urgent, summary=self.summary)
        return Draft.of(
            handed,
            conversation_id=self.conversation_id,
            channel=self.channel,
            language=self.language,
            made_at=self.created_at,
        )


class Pile(Value):
    """What one person has to see to: what is assigned to them or their role, and what nobody has and they may decide."""

    own: tuple[str, ...]
    """Their id and role, as `assigned_to` has them."""
    not_theirs: tuple[str, ...] = ()
    """Kinds that their role may not decide."""


class Wish(Value):
    """Which requests are to be listed; what is empty is not asked for."""

    status: tuple[Status, ...] = ()
    kind: str = ""
    assigned_to: str = ""
    patient_id: str = ""
    conversation_id: str = ""
    overdue_at: AwareDatetime | None = None
    pile: Pile | None = None
    offset: int = 0
    limit: int = 50


def _select() -> Select[Any]:
    columns = [requests.c[name] for name in RequestRow.model_fields if name in requests.c]
    return select(*columns, conversations.c.channel, conversations.c.language).outerjoin(
        conversations, conversations.c.id == requests.c.conversation_id
    )


def _row(found: Any) -> RequestRow:
    given = dict(found)
    given |= {"channel": given["channel"] or "", "language": given["language"] or "en"}
    return RequestRow.model_validate(given)


async def find_request(database: Database, request_id: str) -> RequestRow | None:
    query = _select().where(requests.c.id == request_id)
    found = await database.read(lambda connection: connection.execute(query).mappings().one_or_none())
    return _row(found) if found else None


async def list_requests(database: Database, wish: Wish) -> tuple[RequestRow, ...]:
    """Urgent ones first, then by when they are due."""
    order = (requests.c.urgent.desc(), requests.c.due_at, requests.c.created_at, requests.c.id)
    query = _where(_select(), wish).order_by(*order).offset(wish.offset).limit(min(wish.limit, MOST_LISTED))
    found = await database.read(lambda connection: connection.execute(query).mappings().all())
    return tuple(_row(each) for each in found)


async def prescriptions_waiting(database: Database, draft: Draft) -> frozenset[str]:
    """Ids of the prescriptions for which another refill request of the same patient waits."""
    wish = Wish(status=OPEN, kind="refill", patient_id=draft.patient_id, limit=MOST_LISTED)
    others = await list_requests(database, wish) if draft.patient_id else ()
    earlier = (
        row for row in others if row.waiting and row.id != draft.id and row.created_at <= draft.made_at
    )
    fields = (row.waiting.checked.proposal.fields for row in earlier if row.waiting)
    return frozenset(each["medication_id"] for each in fields if each.get("medication_id"))


async def count_requests(database: Database, wish: Wish, *, now: datetime) -> dict[str, int]:
    """How many there are of each open kind, and in all: {"": all, "overdue": …, "refill": …}."""
    late = func.sum(case((requests.c.due_at < now, 1), else_=0))
    query = _where(select(requests.c.kind, func.count(), late), wish.model_copy(update={"kind": ""}))
    rows = await database.read(lambda connection: connection.execute(query.group_by(requests.c.kind)).all())
    counts = {kind: number for kind, number, _ in rows}
    return counts | {"": sum(counts.values()), "overdue": sum(late or 0 for _, _, late in rows)}


def _where(query: Select[Any], wish: Wish) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [requests.c.status.in_(wish.status)] if wish.status else []
    for name in ("kind", "assigned_to", "patient_id", "conversation_id"):
        if value := getattr(wish, name):
            conditions.append(requests.c[name] == value)
    if wish.pile is not None:
        nobodys = and_(requests.c.assigned_to.is_(None), requests.c.kind.not_in(wish.pile.not_theirs))
        conditions.append(or_(requests.c.assigned_to.in_(wish.pile.own), nobodys))
    if wish.overdue_at is not None:
        conditions.append(requests.c.due_at < wish.overdue_at)
    return query.where(and_(*conditions)) if conditions else query


async def not_presented(database: Database) -> tuple[str, ...]:
    """Requests whose run has not come to where somebody can decide, and those that wait to be documented."""
    unseen = and_(requests.c.status.in_(OPEN), requests.c.interrupt_id.is_(None))
    unfinished = and_(requests.c.status.not_in(OPEN), requests.c.outcome.is_(None))
    query = select(requests.c.id).where(or_(unseen, unfinished)).order_by(requests.c.created_at)
    found = await database.read(lambda connection: connection.execute(query).scalars().all())
    return tuple(found)


def insert_requests(
    connection: Connection, handed_over: Sequence[HandedOver], *, conversation_id: str | None, at: datetime
) -> int:
    """Keep what was left for people, each once; answers how many are new. None of them has a run yet."""
    if not handed_over:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    made = {"conversation_id": conversation_id, "status": "waiting", "version": 1, "created_at": at}
    rows = [handed.model_dump() | made for handed in handed_over]
    new = connection.execute(
        dialect.insert(requests).values(rows).on_conflict_do_nothing().returning(requests.c.id)
    )
    return len(new.all())


def is_urgent(waiting: Waiting | None) -> bool:
    """Whether what the record says makes it urgent, however it was asked."""
    advice = waiting.checked.recommendation if waiting else None
    return advice is not None and advice.what == "urgent"


def index_standing(
    connection: Connection, request_id: str, standing: Standing, *, due_at: datetime, at: datetime
) -> None:
    """Write down where the run stands: the only way in which the index learns of it.

    The version goes up when staff see something new, so that a decision on what was seen before is stale.
    """
    table = requests.c
    waiting = standing.waiting
    urgent = is_urgent(waiting)
    changed: dict[str, Any] = {
        "interrupt_id": standing.interrupt_id or None,
        "waiting": waiting.model_dump(mode="json") if waiting else None,
        "updated_at": at,
        "due_at": func.coalesce(table.due_at, due_at),
    }
    if waiting is not None:
        changed |= {
            "status": "asking" if waiting.is_asking else "waiting",
            "assigned_to": waiting.assigned_to or None,
            "patient_id": waiting.request.patient_id or None,
        } | ({"urgent": True} if urgent else {})
    elif standing.outcome:
        changed |= {"status": standing.outcome, "claimed_by": None, "claimed_until": None}
        if standing.finished:
            changed["outcome"] = {"told": standing.told, "reference": standing.reference}
    same = table.interrupt_id.is_not_distinct_from(standing.interrupt_id or None)
    version = case((and_(same, table.status != "deciding"), table.version), else_=table.version + 1)
    first = case((table.updated_at.is_(None), table.version), else_=version)
    connection.execute(update(requests).where(table.id == request_id).values(changed | {"version": first}))


def overdue(connection: Connection, now: datetime) -> Iterable[Any]:
    """Open requests that are past their time and have not been escalated."""
    table = requests.c
    late = and_(table.status.in_(OPEN), table.due_at < now, table.escalated_at.is_(None))
    return connection.execute(select(table.id, table.kind, table.conversation_id).where(late)).all()


def mark_escalated(connection: Connection, request_id: str, to: str, *, at: datetime) -> None:
    """Note that it is late and who was told, once."""
    late = (requests.c.id == request_id, requests.c.escalated_at.is_(None))
    if connection.execute(update(requests).where(*late).values(escalated_at=at)).rowcount:
        detail = {"request": request_id, "to": to}
        append_audit(connection, event="request_escalated", at=at, conversation_id=None, detail=detail)
