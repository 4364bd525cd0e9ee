"""A patient's message in the records: stored before its turn runs, and found again by its key or after a crash."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from pydantic import AwareDatetime
from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from clinic.models import Value
from graph.turns import ConversationStatus
from server.messages import Turn
from server.problems import ConversationClosed, IdempotencyMismatch
from server.records.database import Database
from server.records.tables import conversations, messages
from server.tokens import new_message_id

MessageState = Literal["received", "done", "failed", "refused"]


class Problem(Value):
    """Why a message was refused; kept so that the same key gets the same answer."""

    status: int
    code: str
    detail: str


class Line(Value):
    """What the patient sent: words, or one of the options offered."""

    text: str = ""
    option_id: str | None = None
    arrives_from: str | None = None
    """Nothing was said: that conversation of the same patient goes on in this one."""

    def fingerprint(self) -> str:
        said = self.model_dump_json(exclude=None if self.arrives_from else {"arrives_from"})
        return sha256(said.encode()).hexdigest()


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
    arrives_from: str | None = None
    at: AwareDatetime
    state: MessageState = "received"
    attempts: int = 0
    outcome: Turn | Problem | None = None
    earlier_unfinished: bool = False


def select_received() -> Select[Any]:
    table = conversations.c
    of_the_conversation = table.channel.label("opened_by"), table.language, table.status, table.patient_id
    return select(messages, *of_the_conversation).join(conversations)


# Statements of every turn are built once: building costs more than running them.
_BY_KEY = select_received().where(
    messages.c.conversation_id == bindparam("of"), messages.c.idempotency_key == bindparam("key")
)
_COUNT_MESSAGE = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"), conversations.c.status != "closed")
    .values(last_seq=conversations.c.last_seq + 1, turns=conversations.c.turns + 1)
    .returning(
        conversations.c.last_seq,
        conversations.c.turns,
        conversations.c.turns_done,
        conversations.c.language,
        conversations.c.status,
        conversations.c.patient_id,
    )
)
_INSERT_MESSAGE = insert(messages)


async def receive(
    database: Database, conversation_id: str, channel: str, line: Line, *, key: str | None, at: datetime
) -> Received:
    """Store a message, or find the one that came under the same key.

    Raises ConversationClosed, and IdempotencyMismatch when the key came with something else before.
    """

    def work(connection: Connection) -> Received:
        known = _find_by_key(connection, conversation_id, key, line)
        return known or store(connection, conversation_id, channel, line, key=key, at=at)

    try:
        return await database.write(work)
    except IntegrityError:  # PostgreSQL: another transaction has stored the same key meanwhile
        known = await database.read(lambda connection: _find_by_key(connection, conversation_id, key, line))
        if known is None:
            raise
        return known


def _find_by_key(
    connection: Connection, conversation_id: str, key: str | None, line: Line
) -> Received | None:
    if key is None:
        return None
    row = connection.execute(_BY_KEY, {"of": conversation_id, "key": key}).one_or_none()
    if row is None:
        return None
    if row.fingerprint != line.fingerprint():
        raise IdempotencyMismatch
    return received_from_row(row)


def store(
    connection: Connection, conversation_id: str, channel: str, line: Line, *, key: str | None, at: datetime
) -> Received:
    """Put a message into its conversation, as the next one. Raises ConversationClosed."""
    conversation = connection.execute(_COUNT_MESSAGE, {"of": conversation_id}).one_or_none()
    if conversation is None:
        raise ConversationClosed
    text = line.text
    if line.option_id is not None:
        text = _label_of(connection, conversation_id, line.option_id)
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
        arrives_from=line.arrives_from,
        at=at,
        earlier_unfinished=conversation.turns_done < conversation.turns - 1,
    )
    row = {
        "conversation_id": conversation_id,
        "seq": received.seq,
        "role": "patient",
        "kind": "say",
        "text": text,
        "at": at,
        "turn_id": received.id,
        "turn": received.number,
        "channel": channel,
        "option_id": line.option_id,
        "arrives_from": line.arrives_from,
        "idempotency_key": key,
        "fingerprint": line.fingerprint(),
        "state": "received",
        "attempts": 0,
    }
    connection.execute(_INSERT_MESSAGE, row)
    return received


def _label_of(connection: Connection, conversation_id: str, option_id: str) -> str:
    """What the patient saw on the option, for the transcript; the id itself when it was not offered last."""
    query = (
        select(messages.c.options)
        .where(messages.c.conversation_id == conversation_id, messages.c.options.is_not(None))
        .order_by(messages.c.seq.desc())
        .limit(1)
    )
    offered = connection.execute(query).scalar() or []
    return next((option["label"] for option in offered if option["id"] == option_id), option_id)


async def unfinished(database: Database, conversation_id: str | None = None) -> list[Received]:
    """Messages that were stored and not finished, in the order in which they must run."""
    table = messages.c
    query = select_received().where(table.state == "received").order_by(table.conversation_id, table.turn)
    if conversation_id is not None:
        query = query.where(table.conversation_id == conversation_id)
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [received_from_row(row) for row in rows]


async def find_received(database: Database, turn_id: str) -> Received:
    """One message, as it stands now."""
    query = select_received().where(messages.c.turn_id == turn_id)
    return received_from_row(await database.read(lambda connection: connection.execute(query).one()))


async def count_attempt(database: Database, received: Received) -> Received:
    """Note that a message runs again after a crash: one that keeps bringing the process down is given up."""
    attempts = received.attempts + 1
    statement = update(messages).where(messages.c.turn_id == received.id).values(attempts=attempts)
    await database.write(lambda connection: connection.execute(statement))
    return received.model_copy(update={"attempts": attempts})


def received_from_row(row: Row[Any]) -> Received:
    outcome: Turn | Problem | None = None
    if row.outcome is not None:
        outcome = Problem(**row.outcome) if row.state == "refused" else Turn(**row.outcome)
    return Received(
        id=row.turn_id,
        conversation_id=row.conversation_id,
        channel=row.channel or row.opened_by,
        language=row.language,
        status=row.status,
        patient_id=row.patient_id,
        number=row.turn,
        seq=row.seq,
        text=row.text,
        option_id=row.option_id,
        arrives_from=row.arrives_from,
        at=row.at,
        state=row.state,
        attempts=row.attempts,
        outcome=outcome,
    )
