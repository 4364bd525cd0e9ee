"""What a caller heard of replies that they spoke into: kept beside the reply, as the transcript of a call has to be."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select, update

from server.messages import Message, Turn
from server.records.database import Database
from server.records.tables import messages
from server.records.transcript import SHOWN, message_from_row

_NOTE = (
    update(messages)
    .where(messages.c.conversation_id == bindparam("of"), messages.c.seq == bindparam("at_seq"))
    .values(heard=bindparam("words"))
)


async def note_heard(database: Database, conversation_id: str, heard: Mapping[int, str]) -> None:
    """`heard` holds, by `seq` of a reply, its words as they were spoken until the caller spoke; "" for none."""
    rows = [{"of": conversation_id, "at_seq": seq, "words": words} for seq, words in heard.items()]
    if rows:
        await database.write(lambda connection: connection.execute(_NOTE, rows))


async def heard_before(database: Database, conversation_id: str, seq: int) -> str | None:
    """What was heard of the replies right before the patient's message at `seq`; None when it was all of them."""
    table = messages.c
    before = (
        select(table.role, table.heard)
        .where(table.conversation_id == conversation_id, table.seq < seq)
        .order_by(table.seq.desc())
        .limit(10)
    )
    rows = await database.read(lambda connection: connection.execute(before).all())
    replies: list[str | None] = []
    for row in rows:
        if row.role == "patient":
            break
        replies.insert(0, row.heard)
    if all(heard is None for heard in replies):
        return None
    return " ".join(heard for heard in replies if heard)


async def last_replies(database: Database, conversation_id: str) -> tuple[Message, ...]:
    """What was said after the patient's last message, to be said again."""
    table = messages.c
    query = (
        select(*(table[name] for name in SHOWN))
        .where(table.conversation_id == conversation_id)
        .order_by(table.seq.desc())
        .limit(10)
    )
    rows = await database.read(lambda connection: connection.execute(query).mappings().all())
    replies: list[Message] = []
    for row in rows:
        if row["role"] == "patient":
            break
        replies.insert(0, message_from_row(row))
    return tuple(replies)


async def last_turn(database: Database, conversation_id: str) -> Turn | None:
    """The last finished turn, with what it waits for."""
    table = messages.c
    query = (
        select(table.outcome)
        .where(table.conversation_id == conversation_id, table.state == "done")
        .order_by(table.seq.desc())
        .limit(1)
    )
    outcome = await database.read(lambda connection: connection.execute(query).scalar())
    return Turn.model_validate(outcome) if outcome else None


async def heard_in(database: Database, conversation_id: str) -> dict[int, str]:
    """By `seq`: what was heard of the replies of a conversation that were cut off."""
    table = messages.c
    query = select(table.seq, table.heard).where(
        table.conversation_id == conversation_id, table.heard.is_not(None)
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row.seq: row.heard for row in rows}
