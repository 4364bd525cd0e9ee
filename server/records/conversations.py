"""Conversations in the records: opened with their greeting, and who may speak in them."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from clinic.models import Value
from graph.turns import TurnOutcome
from server.messages import Message
from server.records.audit import append_audit
from server.records.database import Database
from server.records.tables import conversations, messages
from server.records.transcript import message_row, number_messages


class Access(Value):
    """What never changes about a conversation, so that it may be kept in memory. `channel`: by which one speaks."""

    conversation_id: str
    channel: str
    token_hash: str
    sees_from: int = 0
    """Messages before this `seq` are not shown: they were said where somebody was better known."""


async def insert_conversation(
    database: Database, access: Access, greeting: TurnOutcome, *, at: datetime
) -> tuple[Message, ...]:
    """Record a conversation that the graph has opened; answers its first messages."""
    said = number_messages(greeting.messages, after=0, at=at)

    def work(connection: Connection) -> None:
        row = {
            "id": access.conversation_id,
            "channel": access.channel,
            "token_hash": access.token_hash,
            "language": greeting.language,
            "status": greeting.status,
            "opened_at": at,
            "last_turn_at": at,
            "last_seq": len(said),
            "turns": 0,
            "turns_done": 0,
        }
        connection.execute(insert(conversations).values(row))
        if said:
            rows = [message_row(access.conversation_id, message, access.channel) for message in said]
            connection.execute(insert(messages), rows)
        append_audit(
            connection,
            event="conversation_opened",
            at=at,
            conversation_id=access.conversation_id,
            detail={"channel": access.channel, "language": greeting.language},
        )

    await database.write(work)
    return said


async def find_access(database: Database, conversation_id: str) -> Access | None:
    """Who may speak in a conversation; None when there is no such conversation."""
    columns = conversations.c.id, conversations.c.channel, conversations.c.token_hash
    query = select(*columns).where(conversations.c.id == conversation_id)
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    return Access(conversation_id=row.id, channel=row.channel, token_hash=row.token_hash) if row else None
