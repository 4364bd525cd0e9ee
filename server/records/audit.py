"""The audit trail: a hash chain over what happened, appended in the transaction that it tells of."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
from pydantic import AwareDatetime
from sqlalchemy import Connection, insert, select, text

from clinic.models import Value
from server.records.tables import audit

GENESIS = "0" * 64
_CHAIN_LOCK = text("SELECT pg_advisory_xact_lock(4021987)")  # an arbitrary number of our own


class Past(Value):
    """A link of the chain, as it is read."""

    id: int
    at: AwareDatetime
    event: str
    conversation_id: str | None
    detail: dict[str, Any]


READ = [audit.c[name] for name in Past.model_fields]
_LAST_HASH = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)
_APPEND = insert(audit)


def append_audit(
    connection: Connection,
    *,
    event: str,
    at: datetime,
    conversation_id: str | None,
    detail: dict[str, Any],
) -> None:
    """Add a link to the chain. `detail` holds ids, codes and counts, never what a patient said.

    Call it last in a transaction: from here to the commit nobody else can append.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_CHAIN_LOCK)
    last = connection.execute(_LAST_HASH).scalar()
    link = {
        "at": at,
        "event": event,
        "conversation_id": conversation_id,
        "detail": detail,
        "previous_hash": last or GENESIS,
    }
    connection.execute(_APPEND, link | {"hash": _hash(link)})


def read_audit(
    connection: Connection, *, before: int | None = None, event: str = "", limit: int = 100
) -> tuple[Past, ...]:
    """The newest links, or those before an id, newest first."""
    query = select(*READ).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    if event:
        query = query.where(audit.c.event == event)
    return tuple(Past.model_validate(dict(row)) for row in connection.execute(query).mappings())


def first_broken_link(connection: Connection) -> int | None:
    """The id of the first row that was changed, or that follows a missing one; None when the chain holds."""
    previous = GENESIS
    rows = connection.execution_options(yield_per=500).execute(select(audit).order_by(audit.c.id))
    for row in rows.mappings():
        link = {name: row[name] for name in ("at", "event", "conversation_id", "detail", "previous_hash")}
        if row["previous_hash"] != previous or row["hash"] != _hash(link):
            return int(row["id"])
        previous = row["hash"]
    return None


def _hash(link: dict[str, Any]) -> str:
    plain = link | {"at": link["at"].astimezone(UTC).isoformat()}
    return sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()
