"""Keeps versions of resources and their search values in SQLite: one writer, committed means kept."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from clinic.clock import Clock
from clinic.errors import FrontdeskError

from .versions import insert_values

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


class StoreFromNewerVersion(FrontdeskError):
    """The file was written by a newer Frontdesk."""

    code = "store_from_newer_version"


class Storage:
    """The SQLite file: a connection to write with, and another to read with, so that reads never wait.

    In memory the two are one. `clock` dates the versions.
    """

    def __init__(self, path: Path | str, clock: Clock) -> None:
        self.in_memory = str(path) == ":memory:"
        self._clock = clock
        self._one_writer = threading.Lock()
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
        with self._one_writer:
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


def is_empty(storage: Storage) -> bool:
    """Whether nothing was ever stored."""
    return storage.reader.execute("SELECT 1 FROM resource LIMIT 1").fetchone() is None
