"""Notes of conversations: drafted here, filed in the EHR, and what is not documented yet.

Every function is work in one transaction; times are by the clinic's clock.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from pydantic import AwareDatetime
from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from clinic.models import Value
from clinic.notes import Interaction, Passed
from server.records.tables import asked_questions, conversations, messages, notes, requests

MOST = 200
"""At once; the next round takes up the rest."""


class Undocumented(Value):
    """A conversation at rest with turns that no note tells of. `number` is that of the note to come."""

    conversation_id: str
    patient_id: str | None
    language: str
    turns: int
    joined_to: str | None
    number: int
    after_seq: int
    """The last message that is documented; 0 for none."""


class NoteRow(Value):
    key: str
    conversation_id: str
    number: int
    patient_id: str | None
    facts: Interaction
    text: str
    state: Literal["waiting", "filed", "kept"]
    why: str
    document_id: str | None
    at: AwareDatetime


_COLUMNS = [notes.c[name] for name in NoteRow.model_fields]


def undocumented(connection: Connection, *, left_before: datetime) -> tuple[Undocumented, ...]:
    """Conversations that are closed, or in which nothing was said since `left_before`; the oldest first."""
    table = conversations.c
    so_far = (
        select(
            notes.c.conversation_id,
            func.max(notes.c.turns).label("turns"),
            func.max(notes.c.number).label("number"),
            func.max(notes.c.last_seq).label("last_seq"),
        )
        .group_by(notes.c.conversation_id)
        .subquery()
    )
    at_rest = or_(table.status == "closed", table.last_turn_at <= left_before)
    query = (
        select(
            table.id.label("conversation_id"),
            table.patient_id,
            table.language,
            table.turns_done.label("turns"),
            table.joined_to,
            (func.coalesce(so_far.c.number, 0) + 1).label("number"),
            func.coalesce(so_far.c.last_seq, 0).label("after_seq"),
        )
        .outerjoin(so_far, so_far.c.conversation_id == table.id)
        .where(at_rest, table.turns_done > func.coalesce(so_far.c.turns, 0))
        .order_by(table.last_turn_at)
        .limit(MOST)
    )
    return tuple(Undocumented.model_validate(dict(row)) for row in connection.execute(query).mappings())


def said_after(connection: Connection, conversation_id: str, seq: int) -> Sequence[Any]:
    """Messages behind `seq`, oldest first: seq, role, kind, text, at and channel."""
    table = messages.c
    channel = func.coalesce(table.channel, conversations.c.channel).label("channel")
    query = (
        select(table.seq, table.role, table.kind, table.text, table.at, channel)
        .join(conversations, conversations.c.id == table.conversation_id)
        .where(
            table.conversation_id == conversation_id,
            table.seq > seq,
            table.state.is_distinct_from("refused"),
            table.arrives_from.is_(None),
        )
    )
    return connection.execute(query.order_by(table.seq)).all()


def passed_since(
    connection: Connection, conversation_id: str, since: datetime
) -> tuple[tuple[Passed, dict[str, Any]], ...]:
    """Requests that the conversation left for people from `since` on, each with its summary."""
    table = requests.c
    query = select(table.id, table.kind, table.status, table.urgent, table.summary)
    mine = query.where(table.conversation_id == conversation_id, table.created_at >= since)
    return tuple(
        (Passed(id=row.id, kind=row.kind, status=row.status, urgent=row.urgent), row.summary)
        for row in connection.execute(mine.order_by(table.created_at, table.id))
    )


def questions_asked(connection: Connection, conversation_id: str, since: datetime) -> tuple[str, ...]:
    table = asked_questions.c
    query = select(table.question, table.outcome)
    mine = query.where(table.conversation_id == conversation_id, table.at >= since).order_by(
        table.at, table.key
    )
    return tuple(f"{row.question} ({row.outcome})" for row in connection.execute(mine))


def insert_notes(
    connection: Connection,
    drafts: Sequence[tuple[Interaction, str]],
    *,
    turns: int,
    last_seq: int,
    at: datetime,
) -> int:
    """Keep drafts with their texts, each once; how many are new. One without a patient has nowhere else to go."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [
        {
            "key": note_key(it),
            "conversation_id": it.conversation_id,
            "number": it.number,
            "patient_id": it.patient_id,
            "turns": turns,
            "last_seq": last_seq,
            "facts": it.model_dump(mode="json"),
            "text": text,
            "state": "waiting" if it.patient_id else "kept",
            "why": "" if it.patient_id else "no_patient",
            "at": at,
        }
        for it, text in drafts
    ]
    statement = dialect.insert(notes).values(rows).on_conflict_do_nothing().returning(notes.c.key)
    return len(connection.execute(statement).all())


def note_key(it: Interaction) -> str:
    """Also the idempotency key of its filing."""
    of = sha256((it.patient_id or "").encode()).hexdigest()[:12]
    return f"note.{it.conversation_id}.{it.number}.{of}"


def notes_waiting(connection: Connection) -> tuple[NoteRow, ...]:
    """Not in the EHR yet, the oldest first."""
    query = select(*_COLUMNS).where(notes.c.state == "waiting").order_by(notes.c.at, notes.c.key)
    return _rows(connection.execute(query.limit(MOST)).mappings())


def notes_of(connection: Connection, conversation_id: str) -> tuple[NoteRow, ...]:
    mine = select(*_COLUMNS).where(notes.c.conversation_id == conversation_id)
    return _rows(connection.execute(mine.order_by(notes.c.number, notes.c.key)).mappings())


def settle_note(
    connection: Connection, key: str, *, at: datetime, document_id: str | None = None, why: str = ""
) -> bool:
    """Filed under `document_id`, or kept here alone and `why`. Whether that is news."""
    values = {
        "state": "filed" if document_id else "kept", "document_id": document_id, "why": why, "settled_at": at
    }  # fmt: skip
    mine = update(notes).where(notes.c.key == key, notes.c.state == "waiting")
    return connection.execute(mine.values(values)).rowcount == 1


def _rows(found: Any) -> tuple[NoteRow, ...]:
    return tuple(NoteRow.model_validate(dict(row)) for row in found)
