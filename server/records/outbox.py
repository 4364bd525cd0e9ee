"""The outbox: what is to be sent to people, written with its cause and sent by a worker."""

from pydantic import AwareDatetime
from sqlalchemy import select

from clinic.models import Value
from server.records.database import Database
from server.records.tables import outbox


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
