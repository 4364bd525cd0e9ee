"""A conversation as a log that clients follow: every line by its `seq`, and how the conversation stands."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from clinic.models import Value
from graph.turns import ConversationStatus
from server.messages import Message
from server.records.database import Database
from server.records.tables import conversations, messages
from server.records.transcript import PAGE, SHOWN, message_from_row


class LoggedMessage(Message):
    """A line of the log. `key` is the Idempotency-Key that a patient's line came with: clients know their own by it."""

    key: str | None = None


class Standing(Value):
    """How a conversation stands. `working`: a line of the patient's is not answered yet."""

    status: ConversationStatus
    language: str
    waiting_for: str | None = None
    """As in the last finished Turn."""
    active_task: str | None = None
    working: bool = False


class Glance(Value):
    """What is new in the log: at most PAGE lines. `refused` are the `seq`s of lines that were told and do not count."""

    lines: tuple[LoggedMessage, ...]
    refused: tuple[int, ...]
    open: tuple[int, ...]
    """Lines of these that may still be refused."""
    standing: Standing | None
    """None: there is no such conversation any more."""


async def look(database: Database, conversation_id: str, seen: int, doubtful: Iterable[int] = ()) -> Glance:
    """The log behind `seen`. `doubtful` are lines told before that were neither answered nor refused then."""

    def work(connection: Connection) -> Glance:
        lines = _lines(connection, conversation_id, seen)
        states = _states(connection, conversation_id, doubtful)
        waiting = [line["seq"] for line in lines if line["state"] == "received"]
        return Glance(
            lines=tuple(_logged(line) for line in lines),
            refused=tuple(seq for seq, state in states.items() if state == "refused"),
            open=(*(seq for seq, state in states.items() if state == "received"), *waiting),
            standing=_standing(connection, conversation_id),
        )

    return await database.read(work)


def _lines(connection: Connection, conversation_id: str, seen: int) -> list[RowMapping]:
    table = messages.c
    columns = (*(table[name] for name in SHOWN), table.state, table.idempotency_key)
    query = (
        select(*columns)
        .where(
            table.conversation_id == conversation_id,
            table.seq > seen,
            table.state.is_distinct_from("refused"),
        )
        .order_by(table.seq)
        .limit(PAGE)
    )
    return list(connection.execute(query).mappings())


def _states(connection: Connection, conversation_id: str, seqs: Iterable[int]) -> dict[int, str]:
    asked = list(seqs)
    if not asked:
        return {}
    table = messages.c
    query = select(table.seq, table.state).where(
        table.conversation_id == conversation_id, table.seq.in_(asked)
    )
    return {row.seq: row.state for row in connection.execute(query)}


def _logged(row: RowMapping) -> LoggedMessage:
    return LoggedMessage(**message_from_row(row).model_dump(), key=row["idempotency_key"])


def _standing(connection: Connection, conversation_id: str) -> Standing | None:
    table = conversations.c
    columns = table.status, table.language, table.turns, table.turns_done
    row = connection.execute(select(*columns).where(table.id == conversation_id)).one_or_none()
    if row is None:
        return None
    last: dict[str, Any] = connection.execute(_last_outcome(conversation_id)).scalar() or {}
    return Standing(
        status=row.status,
        language=row.language,
        waiting_for=last.get("waiting_for"),
        active_task=last.get("active_task"),
        working=row.turns_done < row.turns,
    )


def _last_outcome(conversation_id: str) -> Any:
    table = messages.c
    answered = table.conversation_id == conversation_id, table.state.in_(("done", "failed"))
    return select(table.outcome).where(*answered).order_by(table.seq.desc()).limit(1)
