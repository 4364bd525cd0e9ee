"""A patient's message in the records: stored before it runs, finished in one commit with all it led to."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from pydantic import AwareDatetime
from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from clinic.models import Value
from graph.turns import ConversationStatus, TurnOutcome
from server.messages import RequestReference, Turn
from server.problems import ConversationClosed, IdempotencyMismatch
from server.records.audit import append_audit
from server.records.database import Database
from server.records.tables import conversations, messages, requests
from server.records.transcript import message_row, number_messages
from server.tokens import new_message_id

MessageState = Literal["received", "done", "failed", "refused"]


class Problem(Value):
    """Why a message was refused; kept so that the same key gets the same answer."""

    status: int
    code: str
    detail: str


class Received(Value):
    """A patient's message as stored, and its conversation as of then.

    `earlier_unfinished`: messages before it still wait for their turn.
    """

    id: str
    conversation_id: str
    channel: str
    language: str
    status: ConversationStatus
    patient_id: str | None
    number: int
    seq: int
    text: str
    option_id: str | None
    at: AwareDatetime
    state: MessageState = "received"
    attempts: int = 0
    outcome: Turn | Problem | None = None
    earlier_unfinished: bool = False


class AlreadySettled(Exception):
    """The message was finished meanwhile; nothing was written."""


class Line(Value):
    """What the patient sent: words, or one of the options offered."""

    text: str = ""
    option_id: str | None = None

    def fingerprint(self) -> str:
        return sha256(self.model_dump_json().encode()).hexdigest()


async def receive(
    database: Database, conversation_id: str, channel: str, line: Line, *, key: str | None, at: datetime
) -> Received:
    """Store a message, or find the one that came under the same key.

    Raises ConversationClosed, and IdempotencyMismatch when the key came with something else before.
    """
    try:
        async with database.writing() as connection:
            known = await _find_by_key(connection, conversation_id, key, line)
            return known or await _store(connection, conversation_id, channel, line, key=key, at=at)
    except IntegrityError:  # PostgreSQL: the same key was stored by another transaction meanwhile
        async with database.reading() as connection:
            known = await _find_by_key(connection, conversation_id, key, line)
        if known is None:
            raise
        return known


async def _find_by_key(
    connection: AsyncConnection, conversation_id: str, key: str | None, line: Line
) -> Received | None:
    if key is None:
        return None
    query = _select_received().where(
        messages.c.conversation_id == conversation_id, messages.c.idempotency_key == key
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.fingerprint != line.fingerprint():
        raise IdempotencyMismatch
    return _received_from_row(row)


async def _store(
    connection: AsyncConnection,
    conversation_id: str,
    channel: str,
    line: Line,
    *,
    key: str | None,
    at: datetime,
) -> Received:
    table = conversations.c
    conversation = (
        await connection.execute(
            update(conversations)
            .where(table.id == conversation_id, table.status != "closed")
            .values(last_seq=table.last_seq + 1, turns=table.turns + 1)
            .returning(
                table.last_seq, table.turns, table.turns_done, table.language, table.status, table.patient_id
            )
        )
    ).one_or_none()
    if conversation is None:
        raise ConversationClosed
    text = line.text
    if line.option_id is not None:
        text = await _label_of(connection, conversation_id, line.option_id)
    received = Received(
        id=new_message_id(),
        conversation_id=conversation_id,
        channel=channel,
        language=conversation.language,
        status=conversation.status,
        patient_id=conversation.patient_id,
        number=conversation.turns,
        seq=conversation.last_seq,
        text=text,
        option_id=line.option_id,
        at=at,
        earlier_unfinished=conversation.turns_done < conversation.turns - 1,
    )
    await connection.execute(
        insert(messages).values(
            conversation_id=conversation_id,
            seq=received.seq,
            role="patient",
            kind="say",
            text=text,
            at=at,
            turn_id=received.id,
            turn=received.number,
            option_id=line.option_id,
            idempotency_key=key,
            fingerprint=line.fingerprint(),
            state="received",
            attempts=0,
        )
    )
    return received


async def _label_of(connection: AsyncConnection, conversation_id: str, option_id: str) -> str:
    """What the patient saw on the option, for the transcript; the id itself when it was not offered last."""
    query = (
        select(messages.c.options)
        .where(messages.c.conversation_id == conversation_id, messages.c.options.is_not(None))
        .order_by(messages.c.seq.desc())
        .limit(1)
    )
    offered = (await connection.execute(query)).scalar() or []
    return next((option["label"] for option in offered if option["id"] == option_id), option_id)


async def unfinished(database: Database, conversation_id: str | None = None) -> list[Received]:
    """Messages that were stored and not finished, in the order in which they must run."""
    query = (
        _select_received()
        .where(messages.c.state == "received")
        .order_by(messages.c.conversation_id, messages.c.turn)
    )
    if conversation_id is not None:
        query = query.where(messages.c.conversation_id == conversation_id)
    async with database.reading() as connection:
        return [_received_from_row(row) for row in (await connection.execute(query)).all()]


async def find_received(database: Database, turn_id: str) -> Received:
    """One message, as it stands now."""
    async with database.reading() as connection:
        row = (await connection.execute(_select_received().where(messages.c.turn_id == turn_id))).one()
    return _received_from_row(row)


async def count_attempt(database: Database, received: Received) -> Received:
    """Note that a message is run again after a crash: one that keeps bringing the process down is given up."""
    async with database.writing() as connection:
        await connection.execute(
            update(messages).where(messages.c.turn_id == received.id).values(attempts=received.attempts + 1)
        )
    return received.model_copy(update={"attempts": received.attempts + 1})


async def finish(
    database: Database, received: Received, outcome: TurnOutcome, *, at: datetime, failed: bool = False
) -> Turn:
    """Commit together what a turn said, changed and left to people; answers the Turn for the patient.

    Raises AlreadySettled when the message is finished already.
    """
    table = conversations.c
    replies = len(outcome.messages)
    async with database.writing() as connection:
        last_seq: int = (
            await connection.execute(
                update(conversations)
                .where(table.id == received.conversation_id)
                .values(
                    last_seq=table.last_seq + replies,
                    turns_done=received.number,
                    status=outcome.status,
                    language=outcome.language,
                    patient_id=outcome.patient_id,
                    last_turn_at=at,
                )
                .returning(table.last_seq)
            )
        ).scalar_one()
        turn = Turn(
            turn=received.number,
            messages=number_messages(outcome.messages, after=last_seq - replies, at=at),
            status=outcome.status,
            active_task=outcome.active_task,
            waiting_for=outcome.waiting_for,
            requests=tuple(
                RequestReference(id=handed.id, kind=handed.kind, status="waiting")
                for handed in outcome.handed_over
            ),
        )
        if turn.messages:
            rows = [message_row(received.conversation_id, message) for message in turn.messages]
            await connection.execute(insert(messages), rows)
        await _insert_requests(connection, received.conversation_id, outcome, at)
        await _settle(connection, received, "failed" if failed else "done", turn.model_dump(mode="json"))
        await append_audit(
            connection,
            event="turn_failed" if failed else "turn_finished",
            at=at,
            conversation_id=received.conversation_id,
            detail=_audit_detail(received, outcome),
        )
    return turn


async def refuse(database: Database, received: Received, problem: Problem, *, at: datetime) -> None:
    """Settle a message that the caller must put right: it has no effect and is not shown."""
    async with database.writing() as connection:
        await connection.execute(
            update(conversations)
            .where(conversations.c.id == received.conversation_id)
            .values(turns_done=received.number)
        )
        await _settle(connection, received, "refused", problem.model_dump(mode="json"))
        await append_audit(
            connection,
            event="message_refused",
            at=at,
            conversation_id=received.conversation_id,
            detail={"turn": received.number, "code": problem.code},
        )


async def _settle(
    connection: AsyncConnection, received: Received, state: MessageState, outcome: dict[str, Any]
) -> None:
    table = messages.c
    settled = await connection.execute(
        update(messages)
        .where(
            table.conversation_id == received.conversation_id,
            table.seq == received.seq,
            table.state == "received",
        )
        .values(state=state, outcome=outcome)
    )
    if settled.rowcount == 0:
        raise AlreadySettled


async def _insert_requests(
    connection: AsyncConnection, conversation_id: str, outcome: TurnOutcome, at: datetime
) -> None:
    if not outcome.handed_over:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [
        handed.model_dump()
        | {"conversation_id": conversation_id, "status": "waiting", "version": 1, "created_at": at}
        for handed in outcome.handed_over
    ]
    await connection.execute(dialect.insert(requests).on_conflict_do_nothing(), rows)


def _audit_detail(received: Received, outcome: TurnOutcome) -> dict[str, Any]:
    return {
        "turn": received.number,
        "commands": list(outcome.commands),
        "understood_by": outcome.understood_by,
        "degraded": outcome.degraded,
        "status": outcome.status,
        "active_task": outcome.active_task,
        "patient_id": outcome.patient_id,
        "requests": [handed.id for handed in outcome.handed_over],
    }


def _select_received() -> Select[Any]:
    table = conversations.c
    return select(messages, table.channel, table.language, table.status, table.patient_id).join(conversations)


def _received_from_row(row: Row[Any]) -> Received:
    outcome: Turn | Problem | None = None
    if row.outcome is not None:
        outcome = Problem(**row.outcome) if row.state == "refused" else Turn(**row.outcome)
    return Received(
        id=row.turn_id,
        conversation_id=row.conversation_id,
        channel=row.channel,
        language=row.language,
        status=row.status,
        patient_id=row.patient_id,
        number=row.turn,
        seq=row.seq,
        text=row.text,
        option_id=row.option_id,
        at=row.at,
        state=row.state,
        attempts=row.attempts,
        outcome=outcome,
    )
