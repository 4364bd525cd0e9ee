"""Occasions of outreach that are settled, each once, and what the outbox has of them.

Every function is work in one transaction; times are by the clinic's clock.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from clinic.outreach import Occasion, Reach, Tellings, Told
from server.records.tables import consents, outbox, outreach_claims

_AT_ONCE = 400
"""Values in one statement."""
T = TypeVar("T")


def claim(
    connection: Connection,
    occasions: Sequence[Occasion],
    *,
    at: datetime,
    reason: str = "",
    delivery: str | None = None,
) -> frozenset[str]:
    """Settle occasions that nobody has settled yet; answers the keys of those that are ours now."""
    if not occasions:
        return frozenset()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [
        {
            "key": each.key,
            "kind": each.kind,
            "appointment_id": each.appointment_id,
            "patient_id": each.patient_id,
            "starts_at": each.start,
            "at": at,
            "reason": reason,
            "delivery": delivery,
        }
        for each in occasions
    ]
    statement = dialect.insert(outreach_claims).values(rows).on_conflict_do_nothing()
    return frozenset(connection.execute(statement.returning(outreach_claims.c.key)).scalars())


def tellings(connection: Connection, appointment_ids: Collection[str]) -> dict[str, Tellings]:
    """What is settled of each visit (EHR id); a visit of which nothing is, is missing."""
    table = outreach_claims.c
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for some in _pieces(appointment_ids):
        query = select(table.appointment_id, table.key, table.starts_at, table.at, table.reason)
        for row in connection.execute(query.where(table.appointment_id.in_(some))):
            told = Told(key=row.key, start=row.starts_at, at=row.at, reason=row.reason)
            found[row.appointment_id].append(told)
    return {appointment_id: Tellings.of(settled) for appointment_id, settled in found.items()}


def reaches(connection: Connection, phones: Collection[str], *, now: datetime) -> dict[str, Reach]:
    """What is known of each number (E.164): opted out or not, and when the clinic began to write to it lately."""
    begun: defaultdict[str, list[datetime]] = defaultdict(list)
    stopped: set[str] = set()
    for some in _pieces(phones):
        when = func.coalesce(outbox.c.sent_at, outbox.c.created_at)
        went = outbox.c.purpose == "outreach", outbox.c.state != "failed", when > now - timedelta(days=7)
        query = select(outbox.c.recipient, outbox.c.sent_at, outbox.c.created_at)
        for row in connection.execute(query.where(outbox.c.recipient.in_(some), *went)):
            begun[row.recipient].append(row.sent_at or row.created_at)
        latest = select(func.max(consents.c.id)).where(consents.c.phone.in_(some)).group_by(consents.c.phone)
        said = select(consents.c.phone).where(consents.c.id.in_(latest), consents.c.given.is_(False))
        stopped |= set(connection.execute(said).scalars())
    return {phone: Reach(opted_out=phone in stopped, begun=tuple(begun[phone])) for phone in phones}


def waiting_about(
    connection: Connection, start: datetime, end: datetime
) -> Iterator[tuple[str, str, datetime]]:
    """Delivery, appointment and its start, of messages not given to anybody yet about visits in [start, end)."""
    table = outreach_claims.c
    query = select(table.delivery, table.appointment_id, table.starts_at).join(
        outbox, outbox.c.key == table.delivery
    )
    here = table.starts_at >= start, table.starts_at < end
    for row in connection.execute(query.where(outbox.c.state == "waiting", *here)):
        yield row.delivery, row.appointment_id, row.starts_at


def withdraw_deliveries(connection: Connection, keys: Iterable[str], *, error: str, at: datetime) -> int:
    """What waits under these keys is not sent any more; how many that were."""
    values: dict[str, Any] = {"state": "failed", "error": error, "settled_at": at}
    withdrawn = 0
    for some in _pieces(keys):
        mine = update(outbox).where(outbox.c.key.in_(some), outbox.c.state == "waiting")
        withdrawn += connection.execute(mine.values(values)).rowcount
    return withdrawn


def _pieces(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while piece := list(islice(rest, _AT_ONCE)):
        yield piece
