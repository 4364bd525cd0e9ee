"""The outbox: what is to be sent to people, written with its cause and sent by a worker."""

from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import Connection, insert, select

from clinic.models import Value
from server.records.database import Database
from server.records.tables import conversations, outbox


class Delivery(Value):
    """A message to somebody's phone or mailbox. `key` is what makes it happen once."""

    key: str
    conversation_id: str | None
    channel: str
    recipient: str
    text: str
    state: str
    created_at: AwareDatetime
    sent_at: AwareDatetime | None


async def deliveries(database: Database, *, limit: int = 200) -> tuple[Delivery, ...]:
    """The latest deliveries, newest first."""
    query = select(outbox).order_by(outbox.c.created_at.desc(), outbox.c.key).limit(limit)
    rows = await database.read(lambda connection: connection.execute(query).mappings().all())
    return tuple(Delivery.model_validate(dict(row)) for row in rows)


def enqueue(
    connection: Connection,
    key: str,
    *,
    conversation_id: str,
    recipient: str,
    text: str,
    at: datetime,
    channel: str = "sms",
) -> None:
    """Put a message into the outbox within the transaction of its cause. `recipient` is E.164 for `sms`."""
    known = select(conversations.c.id).where(conversations.c.id == conversation_id)
    row = {
        "key": key,
        "conversation_id": connection.execute(known).scalar(),  # a program at /mcp has none of ours
        "channel": channel,
        "recipient": recipient,
        "text": text,
        "state": "waiting",
        "created_at": at,
    }
    connection.execute(insert(outbox).values(row))
