"""Questions of staff to patients, and the answers: kept with the turn that brought them, then taken up by the request."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import orjson
from sqlalchemy import Connection, bindparam, insert, or_, select, update

from graph.requests.given import Given
from graph.turns import StaffAnswer, StaffQuestion
from server.records.audit import append_audit
from server.records.database import Database
from server.records.decisions import RELEASE
from server.records.leases import machine_now
from server.records.tables import conversations, decisions, notices, requests

PATIENT = "patient"


_JOINED = select(conversations.c.id).where(conversations.c.joined_to == bindparam("of"))
"""Conversations that go on in this one, with what was asked there."""
# Asked in every turn, and so built once: building costs more than running.
_OPEN_QUESTION = (
    select(notices.c.request_id, notices.c.question, requests.c.kind)
    .join(requests, requests.c.id == notices.c.request_id)
    .where(or_(notices.c.conversation_id == bindparam("of"), notices.c.conversation_id.in_(_JOINED)))
    .where(notices.c.question.is_not(None))
    .where(notices.c.answered_at.is_(None))
    .order_by(notices.c.at.desc())
    .limit(1)
)


async def open_question(database: Database, conversation_id: str) -> StaffQuestion | None:
    """The last question that this conversation's patient has not answered."""
    of = {"of": conversation_id}
    row = await database.read(lambda connection: connection.execute(_OPEN_QUESTION, of).one_or_none())
    return StaffQuestion(request_id=row.request_id, text=row.question, kind=row.kind) if row else None


def how_asked(connection: Connection, request_ids: Sequence[str]) -> dict[str, str]:
    """How the question that is open on each request reached its patient: conversation or outbox."""
    table = notices.c
    query = (
        select(table.request_id, table.told)
        .where(table.request_id.in_(request_ids), table.question.is_not(None), table.answered_at.is_(None))
        .order_by(table.at)
    )
    return {row.request_id: row.told for row in connection.execute(query)}


def record_answer(connection: Connection, answer: StaffAnswer, *, key: str, at: datetime) -> None:
    """Keep an answer, so that the request's run is resumed with it whatever crashes. What is decided stays so."""
    table = notices.c
    connection.execute(
        update(notices)
        .where(table.request_id == answer.request_id, table.answered_at.is_(None))
        .values(answered_at=at)
    )
    of = requests.c
    row = connection.execute(
        update(requests)
        .where(of.id == answer.request_id, of.status == "asking", of.interrupt_id.is_not(None))
        .values(status="deciding", version=of.version + 1, updated_at=at)
        .returning(of.version, of.interrupt_id, of.waiting, of.conversation_id)
    ).one_or_none()
    if row is None:
        return
    given = Given(id=key, at=at, answer=answer.text)
    connection.execute(
        insert(decisions).values(
            id=key,
            request_id=answer.request_id,
            seen_version=row.version - 1,
            interrupt_id=row.interrupt_id,
            release=RELEASE,
            given=given.model_dump(mode="json"),
            action="answer",
            by=PATIENT,
            role=PATIENT,
            saw=sha256(orjson.dumps(row.waiting, option=orjson.OPT_SORT_KEYS)).hexdigest(),
            state="recorded",
            at=at,
            apply_at=machine_now(),
        )
    )
    detail = {"request": answer.request_id, "decision": key}
    append_audit(
        connection, event="patient_answered", at=at, conversation_id=row.conversation_id, detail=detail
    )
