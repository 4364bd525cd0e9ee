"""Claims on requests: who has one open keeps others from deciding it, for a while."""

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from server.problems import ClaimedByOther, UnknownRequest
from server.records.tables import requests


def claim_request(
    connection: Connection, request_id: str, by: str, *, until: datetime, now: datetime
) -> None:
    """Claim it, or keep it claimed. Both times are by the machine's clock. Raises UnknownRequest, ClaimedByOther."""
    table = requests.c
    free = or_(table.claimed_by.is_(None), table.claimed_by == by, table.claimed_until <= now)
    taken = connection.execute(
        update(requests).where(table.id == request_id, free).values(claimed_by=by, claimed_until=until)
    )
    if taken.rowcount == 1:
        return
    known = connection.execute(select(table.id).where(table.id == request_id)).scalar()
    raise ClaimedByOther if known else UnknownRequest


def release_request(connection: Connection, request_id: str, by: str) -> None:
    """Give it back; what somebody else holds stays theirs."""
    mine = (requests.c.id == request_id, requests.c.claimed_by == by)
    connection.execute(update(requests).where(*mine).values(claimed_by=None, claimed_until=None))


def release_all(connection: Connection, by: str) -> None:
    """Whoever signs off has no request open any more."""
    mine = update(requests).where(requests.c.claimed_by == by)
    connection.execute(mine.values(claimed_by=None, claimed_until=None))
