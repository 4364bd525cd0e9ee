"""How deliveries fare: taken up by one worker at a time, settled once, and reported on in any order.

Every function is work in one transaction. Leases and retries go by the machine's clock; quiet hours, caps and what is
worth sending go by the clinic's.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select, update

from clinic.messaging import DeliveryState, moves_on
from server.records.leases import machine_now
from server.records.outbox import COLUMNS, Delivery
from server.records.tables import outbox

LEASE = timedelta(seconds=60)
"""Longer than any try to send: who took a delivery up and has not settled it by then is dead."""


class Taken(Delivery):
    """A delivery that this worker has in hand."""

    reference: str
    attempts: int
    """Counted with this one."""
    unsure: bool
    """It was taken up before and nobody knows what came of it: look before sending it again."""


def take_up(connection: Connection, *, now: datetime, most: int = 50) -> list[Taken]:
    """The deliveries that are due, oldest first; others do not get them for the length of a lease."""
    table, machine = outbox.c, machine_now()
    due = and_(or_(table.due_at.is_(None), table.due_at <= now), table.reference.is_not(None))
    free = or_(table.retry_at.is_(None), table.retry_at <= machine)
    query = (
        select(*COLUMNS, table.reference, table.attempts)
        .where(table.channel == "sms", table.state.in_(("waiting", "sending")), due, free)
        .order_by(table.serial)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(query).mappings().all()
    for row in rows:
        changed = {"state": "sending", "attempts": row["attempts"] + 1, "retry_at": machine + LEASE}
        connection.execute(update(outbox).where(table.key == row["key"]).values(changed))
    return [
        Taken.model_validate({**row, "attempts": row["attempts"] + 1, "unsure": row["state"] == "sending"})
        for row in rows
    ]


def settle(
    connection: Connection,
    key: str,
    state: DeliveryState,
    *,
    at: datetime,
    provider_id: str | None = None,
    error: str | None = None,
) -> None:
    """What came of giving it away. A report that was faster stands."""
    row = connection.execute(select(outbox.c.state).where(outbox.c.key == key)).one()
    values: dict[str, object] = {"provider_id": provider_id} if provider_id else {}
    if moves_on(row.state, state):
        values |= {"state": state, "error": error, "retry_at": None, _moment_of(state): at}
    if values:
        connection.execute(update(outbox).where(outbox.c.key == key).values(values))


def put_off(
    connection: Connection,
    key: str,
    *,
    until: datetime | None = None,
    retry_in: timedelta | None = None,
    unsure: bool = False,
) -> None:
    """Try again: not before `until` (the clinic's clock), or `retry_in` from now. `unsure`: it may have been sent."""
    retry_at = machine_now() + retry_in if retry_in else None
    values = {"state": "sending" if unsure else "waiting", "due_at": until, "retry_at": retry_at}
    mine = outbox.c.key == key, outbox.c.state == "sending"
    connection.execute(update(outbox).where(*mine).values(values))


def report(
    connection: Connection,
    state: DeliveryState,
    *,
    reference: str,
    provider_id: str,
    at: datetime,
    error: str | None = None,
) -> str | None:
    """Take a status report to heart: the recipient of the delivery that it is about, where it is news; else None."""
    known = or_(outbox.c.reference == reference, outbox.c.provider_id == provider_id)
    row = connection.execute(select(outbox.c.key, outbox.c.state, outbox.c.recipient).where(known)).first()
    if row is None or not moves_on(row.state, state):
        return None
    settle(connection, row.key, state, at=at, provider_id=provider_id, error=error)
    recipient: str = row.recipient
    return recipient


def withdraw(connection: Connection, phone: str, *, error: str, at: datetime, but: str = "") -> None:
    """What waits for a number is not sent any more, except the delivery with the key `but`."""
    waits = outbox.c.recipient == phone, outbox.c.channel == "sms", outbox.c.state == "waiting"
    values = {"state": "failed", "error": error, "settled_at": at}
    connection.execute(update(outbox).where(*waits, outbox.c.key != but).values(values))


def begun_lately(connection: Connection, phone: str, *, since: datetime) -> list[datetime]:
    """When the clinic has begun to write to a number: outreach that went out, or is going."""
    went = outbox.c.recipient == phone, outbox.c.purpose == "outreach", outbox.c.sent_at > since
    rows = connection.execute(select(outbox.c.sent_at).where(*went, outbox.c.state != "failed"))
    return [row.sent_at for row in rows]


def is_known(connection: Connection, provider_id: str) -> bool:
    """Whether a message at the vendor is one whose delivery we know already."""
    query = select(outbox.c.key).where(outbox.c.provider_id == provider_id)
    return connection.execute(query).first() is not None


def _moment_of(state: DeliveryState) -> str:
    return "sent_at" if state == "sent" else "settled_at"
