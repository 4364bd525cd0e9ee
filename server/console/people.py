"""Names for the ids of accounts that requests and the audit trail hold."""

from collections.abc import Iterable

from sqlalchemy import select

from server.records.database import Database
from server.records.tables import staff_accounts


async def names_of(database: Database, ids: Iterable[str | None]) -> dict[str, str]:
    """By id; ids that are of no account are missing."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    query = select(staff_accounts.c.id, staff_accounts.c.name).where(staff_accounts.c.id.in_(wanted))
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row.id: row.name for row in rows}
