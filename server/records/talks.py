"""Conversations as staff look for them: newest first, by patient, by words said in them, or taken over."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime
from sqlalchemy import Connection, Select, and_, exists, or_, select

from clinic.models import Value
from server.records.audit import READ, Past
from server.records.tables import audit, conversations, messages, requests, takeovers
from server.records.threads import thread_of

MOST_LISTED = 100


class Talk(Value):
    """A line of the list. `first_words` are the patient's; `owner` is who has it now, by name."""

    id: str
    channel: str
    language: str
    status: str
    patient_id: str | None
    opened_at: AwareDatetime
    last_turn_at: AwareDatetime
    turns: int
    first_words: str = ""
    owner_id: str | None = None
    owner: str | None = None


def list_talks(
    connection: Connection, *, words: str = "", patient_id: str = "", taken: bool = False, offset: int = 0,
    limit: int = 40, now: datetime
) -> tuple[Talk, ...]:  # fmt: skip
    """Newest first. `words` is looked for in what was said and in who it was about, whatever the case."""
    table = conversations.c
    query = _select(now).order_by(table.last_turn_at.desc(), table.id).offset(offset)
    if patient_id:
        query = query.where(table.patient_id == patient_id)
    if taken:
        query = query.where(takeovers.c.staff_id.is_not(None))
    for word in words.split()[:6]:
        said = and_(messages.c.conversation_id == table.id, messages.c.text.icontains(word, autoescape=True))
        query = query.where(or_(exists().where(said), table.patient_id == word))
    rows = connection.execute(query.limit(min(limit, MOST_LISTED))).mappings()
    return tuple(Talk.model_validate({**row, "first_words": row["first_words"] or ""}) for row in rows)


def find_talk(connection: Connection, conversation_id: str, now: datetime) -> Talk | None:
    query = _select(now).where(conversations.c.id == conversation_id)
    row = connection.execute(query).mappings().one_or_none()
    return Talk.model_validate({**row, "first_words": row["first_words"] or ""}) if row else None


def requests_of(connection: Connection, conversation_id: str) -> tuple[tuple[str, str, str], ...]:
    """Id, kind and status of what was left for staff in it."""
    table = requests.c
    ids = thread_of(connection, conversation_id)
    query = select(table.id, table.kind, table.status).where(table.conversation_id.in_(ids))
    return tuple(
        (row.id, row.kind, row.status) for row in connection.execute(query.order_by(table.created_at))
    )


def audit_of(connection: Connection, conversation_id: str) -> tuple[Past, ...]:
    """What was done in the thread."""
    ids = thread_of(connection, conversation_id)
    query = select(*READ).where(audit.c.conversation_id.in_(ids)).order_by(audit.c.id)
    return tuple(Past.model_validate(dict(row)) for row in connection.execute(query).mappings())


def _select(now: datetime) -> Select[Any]:
    table = conversations.c
    first = (
        select(messages.c.text)
        .where(messages.c.conversation_id == table.id, messages.c.role == "patient")
        .order_by(messages.c.seq)
        .limit(1)
        .scalar_subquery()
    )
    columns = [table[name] for name in Talk.model_fields if name in table]
    owned = and_(takeovers.c.conversation_id == table.id, takeovers.c.owned_until > now)
    owner = takeovers.c.staff_id.label("owner_id"), takeovers.c.name.label("owner")
    return select(*columns, first.label("first_words"), *owner).outerjoin(takeovers, owned)
