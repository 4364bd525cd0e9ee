"""Who moves a request's run just now: one process at a time, and not for ever when it dies.

By the machine's clock: a lease is about processes, whatever time it is at the clinic.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, or_, update

from server.records.tables import requests

LASTS = timedelta(seconds=30)


def machine_now() -> datetime:
    return datetime.now(UTC)


def take_lease(connection: Connection, request_id: str, holder: str) -> bool:
    """Whether `holder` has it now. The same holder's again renews it."""
    table, now = requests.c, machine_now()
    free = or_(table.lease.is_(None), table.lease == holder, table.leased_until < now)
    taken = connection.execute(
        update(requests).where(table.id == request_id, free).values(lease=holder, leased_until=now + LASTS)
    )
    return taken.rowcount == 1


def drop_lease(connection: Connection, request_id: str, holder: str) -> None:
    mine = (requests.c.id == request_id, requests.c.lease == holder)
    connection.execute(update(requests).where(*mine).values(lease=None, leased_until=None))


def drop_all_leases(connection: Connection) -> None:
    """At the start of the only process: whoever held one is dead."""
    connection.execute(update(requests).values(lease=None, leased_until=None))
