"""The outbox: what is to be sent to people, written with its cause and sent by a worker (server/outbox)."""

from datetime import datetime
from hashlib import sha256

from pydantic import AwareDatetime
from sqlalchemy import Connection, insert, select

from clinic.messaging import DeliveryState, Purpose
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
    state: DeliveryState
    created_at: AwareDatetime
    sent_at: AwareDatetime | None
    purpose: Purpose | None = None
    about: str | None = None
    """Id of the appointment that it is about."""
    error: str | None = None
    """Why it failed: Twilio's code, or opted_out, stale, over_cap."""


COLUMNS = [outbox.c[name] for name in Delivery.model_fields]


async def deliveries(database: Database, *, limit: int = 200) -> tuple[Delivery, ...]:
    """The latest deliveries, newest first."""
    query = select(*COLUMNS).order_by(outbox.c.created_at.desc(), outbox.c.key).limit(limit)
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
    purpose: Purpose,
    channel: str = "sms",
    about: str | None = None,
    patient_id: str | None = None,
) -> bool:
    """Put a message into the outbox within the transaction of its cause. `recipient` is E.164 for `sms`.

    Whether it is new: under a key that was used already there is nothing to do. `about` an appointment, a delivery
    names the patient as well.
    """
    if connection.execute(select(outbox.c.key).where(outbox.c.key == key)).first():
        return False
    known = select(conversations.c.id).where(conversations.c.id == conversation_id)
    row = {
        "key": key,
        "conversation_id": connection.execute(known).scalar(),  # a program at /mcp has none of ours
        "channel": channel,
        "recipient": recipient,
        "text": text,
        "state": "waiting",
        "created_at": at,
        "purpose": purpose,
        "about": about,
        "patient_id": patient_id,
        "reference": sha256(key.encode()).hexdigest()[:32],
        "attempts": 0,
    }
    connection.execute(insert(outbox).values(row))
    return True
