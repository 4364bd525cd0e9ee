"""Keeps versions of resources and their search values in SQLite: one writer, committed means kept."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal

import orjson

from clinic.clock import Clock
from clinic.errors import FrontdeskError

SCHEMA_VERSION = 1

# `version` is an append-only log; `resource` points at the newest version of each resource.
# `search_value` holds every search parameter's values (meaning of value and detail: see indexing.py) and,
# under the parameter "*", every literal reference, which is how deletes of referenced resources are refused.
_SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE resource (
  key INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
  version INTEGER NOT NULL, updated INTEGER NOT NULL, deleted INTEGER NOT NULL, UNIQUE (type, id));
CREATE INDEX resource_by_type ON resource (type, deleted, key);
CREATE TABLE version (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, key INTEGER NOT NULL, version INTEGER NOT NULL,
  updated INTEGER NOT NULL, method TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (key, version));
CREATE TABLE search_value (
  param TEXT NOT NULL, value, detail, key INTEGER NOT NULL,
  PRIMARY KEY (param, value, detail, key)) WITHOUT ROWID;
CREATE INDEX search_value_by_key ON search_value (key, param, value, detail);
"""

Method = Literal["POST", "PUT", "PATCH", "DELETE"]


class StoreFromNewerVersion(FrontdeskError):
    """The file was written by a newer Frontdesk."""

    code = "store_from_newer_version"


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


class Storage:
    """The SQLite file: a connection to write with, and another to read with, so that reads never wait.

    In memory the two are one. `clock` dates the versions.
    """

    def __init__(self, path: Path | str, clock: Clock) -> None:
        self.in_memory = str(path) == ":memory:"
        self._clock = clock
        if not self.in_memory:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.writer = _connect(path)
        self._prepare()
        self.reader = self.writer if self.in_memory else _connect(path)

    def _prepare(self) -> None:
        found = self.writer.execute("PRAGMA user_version").fetchone()[0]
        if found > SCHEMA_VERSION:
            self.writer.close()
            raise StoreFromNewerVersion(
                f"The embedded FHIR store has format {found}, and this Frontdesk knows up to {SCHEMA_VERSION}: "
                "install the Frontdesk that wrote it, or a newer one."
            )
        if found == 0:
            with self.transaction() as connection:
                # another process may have made the tables while this one waited
                if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in _SCHEMA.split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def now(self) -> int:
        """The clock's instant in milliseconds since 1970 UTC."""
        return int(self._clock.now().timestamp() * 1000)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything written inside is committed together, or nothing is."""
        self.writer.execute("BEGIN IMMEDIATE")
        try:
            yield self.writer
            self.writer.execute("COMMIT")
        except BaseException:
            if self.writer.in_transaction:
                self.writer.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self.reader.close()
        self.writer.close()


def _connect(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=5, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


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
    where = "WHERE v.updated >= ? AND v.seq < ? AND (? = '' OR r.type = ?) AND (? = '' OR r.id = ?)"
    query = f"{_LOGGED} {where} ORDER BY v.seq DESC LIMIT ?"
    return [
        stored_from(row) for row in connection.execute(query, (since, before, type_, type_, id_, id_, limit))
    ]


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


def replace_all_values(
    storage: Storage, fingerprint: str, values: Callable[[dict[str, Any]], list[tuple[Any, ...]]]
) -> None:
    """Make the search values of an older store anew when what is indexed has changed (`fingerprint`)."""
    known = storage.writer.execute("SELECT value FROM setting WHERE name = 'index'").fetchone()
    if known == (fingerprint,):
        return
    with storage.transaction() as connection:
        connection.execute("DELETE FROM search_value WHERE param <> '*'")
        for key, body in connection.execute(
            "SELECT r.key, v.body FROM resource r JOIN version v ON v.seq = r.seq WHERE r.deleted = 0"
        ).fetchall():
            insert_values(connection, key, values(orjson.loads(body)))
        connection.execute("INSERT OR REPLACE INTO setting VALUES ('index', ?)", (fingerprint,))


def insert_values(connection: sqlite3.Connection, key: int, values: list[tuple[Any, ...]]) -> None:
    """Add rows of (param, value, detail) for the resource `key`."""
    connection.executemany(
        "INSERT OR IGNORE INTO search_value (param, value, detail, key) VALUES (?, ?, ?, ?)",
        [(*value, key) for value in values],
    )


def is_empty(storage: Storage) -> bool:
    """Whether nothing was ever stored."""
    return storage.reader.execute("SELECT 1 FROM resource LIMIT 1").fetchone() is None
