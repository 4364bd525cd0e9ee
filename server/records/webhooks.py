"""The inbox of webhooks: stored before anything is done with them, worked on once, and emptied of what they said.

Keys stay, so that a webhook that is sent again, or replayed by somebody, is recognised however late it comes.
"""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from clinic.models import Value
from server.records.database import Database
from server.records.tables import webhooks

Kind = Literal["sms", "status"]
MOST_ATTEMPTS = 5


class Webhook(Value):
    key: str
    kind: Kind
    fields: dict[str, str]
    attempts: int
    sender: str
    """Work for one sender goes in order: a phone number, or the message that a status is of."""


async def store(database: Database, webhook: Webhook, *, at: datetime) -> bool:
    """Whether it is new; one that is known already is left as it is."""
    row = webhook.model_dump() | {"state": "waiting", "received_at": at}

    def work(connection: Connection) -> bool:
        if connection.execute(select(webhooks.c.key).where(webhooks.c.key == webhook.key)).first():
            return False
        connection.execute(insert(webhooks).values(row))
        return True

    try:
        return await database.write(work)
    except IntegrityError:  # PostgreSQL: the same came twice at once
        return False


def waiting(connection: Connection) -> list[Webhook]:
    """What is to be worked on, in the order in which it came."""
    query = (
        select(*(webhooks.c[name] for name in Webhook.model_fields))
        .where(webhooks.c.state == "waiting")
        .order_by(webhooks.c.received_at, webhooks.c.key)
    )
    return [Webhook.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def settle_webhook(connection: Connection, key: str, *, at: datetime) -> None:
    """It is worked on, and what it said is gone: the conversation has what the patient wrote."""
    done = {"state": "done", "fields": None, "done_at": at}
    connection.execute(update(webhooks).where(webhooks.c.key == key).values(done))


def count_failure(connection: Connection, webhook: Webhook, *, at: datetime) -> bool:
    """Note that working on it broke; whether it is given up, and with it what it said."""
    given_up = webhook.attempts + 1 >= MOST_ATTEMPTS
    values: dict[str, object] = {"attempts": webhook.attempts + 1}
    if given_up:
        values |= {"state": "failed", "done_at": at}
    connection.execute(update(webhooks).where(webhooks.c.key == webhook.key).values(values))
    return given_up
