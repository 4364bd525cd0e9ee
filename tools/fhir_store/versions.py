"""Versions of resources in the store's tables: reading them, and appending the next one."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal

Method = Literal["POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a resource. `updated` is milliseconds since 1970 UTC; `body` is empty when deleted."""

    key: int
    type: str
    id: str
    version: int
    updated: int
    deleted: bool
    body: bytes
    method: str = ""
    seq: int = 0

    @property
    def etag(self) -> str:
        return f'W/"{self.version}"'

    @property
    def last_modified(self) -> str:
        return format_datetime(datetime.fromtimestamp(self.updated // 1000, UTC), usegmt=True)

    @property
    def instant(self) -> str:
        return instant(self.updated)


def instant(milliseconds: int) -> str:
    """A FHIR instant in UTC, such as 2026-03-02T14:00:00.000Z."""
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


NEWEST = """SELECT r.key, r.type, r.id, r.version, r.updated, r.deleted, v.body, v.method, v.seq
FROM resource r JOIN version v ON v.seq = r.seq"""
_LOGGED = """SELECT v.key, r.type, r.id, v.version, v.updated, v.method = 'DELETE', v.body, v.method, v.seq
FROM version v JOIN resource r ON r.key = v.key"""


def stored_from(row: tuple[Any, ...]) -> Stored:
    """From the first nine columns of the two queries above."""
    return Stored(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7], row[8])


def newest(connection: sqlite3.Connection, type_: str, id_: str) -> Stored | None:
    """The newest version, deleted or not; None when there never was one."""
    row = connection.execute(f"{NEWEST} WHERE r.type = ? AND r.id = ?", (type_, id_)).fetchone()
    return stored_from(row) if row else None


def exact_version(connection: sqlite3.Connection, type_: str, id_: str, version: int) -> Stored | None:
    where = "WHERE v.key = (SELECT key FROM resource WHERE type = ? AND id = ?) AND v.version = ?"
    row = connection.execute(f"{_LOGGED} {where}", (type_, id_, version)).fetchone()
    return stored_from(row) if row else None


def logged(
    connection: sqlite3.Connection, type_: str, id_: str, *, since: int, before: int, limit: int
) -> list[Stored]:
    """Versions newest first, written at or after `since` (ms), numbered below `before`; "" means any."""
    if id_:
        subject, args = "v.key = (SELECT key FROM resource WHERE type = ? AND id = ?)", [type_, id_]
    else:
        subject, args = ("r.type = ?", [type_]) if type_ else ("1", [])
    query = f"{_LOGGED} WHERE {subject} AND v.updated >= ? AND v.seq < ? ORDER BY v.seq DESC LIMIT ?"
    return [stored_from(row) for row in connection.execute(query, [*args, since, before, limit])]


def append(
    connection: sqlite3.Connection, current: Stored | None, written: Stored, values: list[tuple[Any, ...]]
) -> Stored:
    """Log `written` as the newest version and replace its search `values`: (param, value, detail)."""
    key = (
        current.key
        if current
        else connection.execute("SELECT ifnull(max(key), 0) + 1 FROM resource").fetchone()[0]
    )
    seq = connection.execute(
        "INSERT INTO version (key, version, updated, method, body) VALUES (?, ?, ?, ?, ?)",
        (key, written.version, written.updated, written.method, written.body),
    ).lastrowid
    if current:
        connection.execute("DELETE FROM search_value WHERE key = ?", (key,))
        connection.execute(
            "UPDATE resource SET seq = ?, version = ?, updated = ?, deleted = ? WHERE key = ?",
            (seq, written.version, written.updated, written.deleted, key),
        )
    else:
        connection.execute(
            "INSERT INTO resource VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, written.type, written.id, seq, written.version, written.updated, written.deleted),
        )
    insert_values(connection, key, values)
    return Stored(
        key, written.type, written.id, written.version, written.updated, written.deleted, written.body,
        written.method, seq or 0,
    )  # fmt: skip


def insert_values(connection: sqlite3.Connection, key: int, values: list[tuple[Any, ...]]) -> None:
    """Add rows of (param, value, detail) for the resource `key`."""
    connection.executemany(
        "INSERT OR IGNORE INTO search_value (param, value, detail, key) VALUES (?, ?, ?, ?)",
        [(*value, key) for value in values],
    )
