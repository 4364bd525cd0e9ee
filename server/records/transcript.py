"""The transcript: messages of all roles as they are stored and read back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select

from graph.turns import Outgoing
from server.messages import Message
from server.records.database import Database
from server.records.tables import messages

SHOWN = ("seq", "role", "kind", "text", "options", "citations", "at")
PAGE = 500
"""Messages answered at once; the next page starts after the last `seq`."""


def number_messages(said: Iterable[Outgoing], *, after: int, at: datetime) -> tuple[Message, ...]:
    """What the graph said, as messages that follow `seq` number `after`."""
    return tuple(
        Message(
            seq=seq,
            role="assistant",
            kind=outgoing.kind,
            text=outgoing.text,
            options=outgoing.options,
            citations=outgoing.citations,
            at=at,
        )
        for seq, outgoing in enumerate(said, start=after + 1)
    )


def message_row(conversation_id: str, message: Message, channel: str | None = None) -> dict[str, Any]:
    """`channel`: by which it answers; None where it is for whichever the patient looks at."""
    row = message.model_dump()
    return row | {
        "conversation_id": conversation_id,
        "channel": channel,
        "options": list(row["options"]) or None,
        "citations": list(row["citations"]) or None,
    }


def message_from_row(row: RowMapping) -> Message:
    shown = {name: row[name] for name in SHOWN}
    return Message(**shown | {"options": row["options"] or (), "citations": row["citations"] or ()})


async def messages_after(
    database: Database, conversation_id: str, seq: int, *, replies_only: bool = False
) -> tuple[Message, ...]:
    """Up to PAGE messages behind `seq`, oldest first. Refused lines are not part of the transcript."""
    table = messages.c
    query = (
        select(*(table[name] for name in SHOWN))
        .where(
            table.conversation_id == conversation_id,
            table.seq > seq,
            table.state.is_distinct_from("refused"),
            table.arrives_from.is_(None),
        )
        .order_by(table.seq)
        .limit(PAGE)
    )
    if replies_only:
        query = query.where(table.role != "patient")
    rows = await database.read(lambda connection: connection.execute(query).mappings().all())
    return tuple(message_from_row(row) for row in rows)


async def seq_of_turn(database: Database, conversation_id: str, turn: int) -> int | None:
    """The `seq` of the patient's message number `turn`."""
    query = select(messages.c.seq).where(
        messages.c.conversation_id == conversation_id, messages.c.turn == turn
    )
    return await database.read(lambda connection: connection.execute(query).scalar())
