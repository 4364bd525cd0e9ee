"""The outbox: what is to be sent to people, written with its cause and sent by a worker (server/outbox)."""

from datetime import datetime
from hashlib import sha256
from typing import Literal

from pydantic import AwareDatetime
from sqlalchemy import Connection, func, insert, select

from clinic.messaging import DeliveryState, Purpose
from clinic.models import Value
from server.records.database import Database
from server.records.tables import conversations, outbox

Asks = Literal["attend", "cancel"]
"""Of a message about an appointment: whether the patient comes, or whether it is really to be cancelled."""


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
    patient_id: str | None = None
    """Whose appointment that is."""
    asks: Asks | None = None
    error: str | None = None
    """Why it failed: Twilio's code, or opted_out, stale, over_cap."""


COLUMNS = [outbox.c[name] for name in Delivery.model_fields]


async def deliveries(database: Database, *, limit: int = 200) -> tuple[Delivery, ...]:
    """The latest deliveries, newest first."""
    query = (
        select(*COLUMNS)
        .order_by(outbox.c.created_at.desc(), outbox.c.serial.desc(), outbox.c.key)
        .limit(limit)
    )
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
    asks: Asks | None = None,
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
        "asks": asks,
        "serial": (connection.execute(select(func.max(outbox.c.serial))).scalar() or 0) + 1,
        "reference": sha256(key.encode()).hexdigest()[:32],
        "attempts": 0,
    }
    connection.execute(insert(outbox).values(row))
    return True


def last_sent_to(connection: Connection, recipient: str) -> str | None:
    """Key of what a number was sent last: what somebody who writes now may be answering."""
    gone = outbox.c.state.in_(("sent", "delivered"))
    query = (
        select(outbox.c.key)
        .where(outbox.c.recipient == recipient, outbox.c.channel == "sms", gone)
        .order_by(outbox.c.serial.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def find_delivery(connection: Connection, key: str) -> Delivery | None:
    row = connection.execute(select(*COLUMNS).where(outbox.c.key == key)).mappings().one_or_none()
    return Delivery.model_validate(dict(row)) if row else None
