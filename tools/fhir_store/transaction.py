"""One unit of work on the store: reads, searches and writes that are committed together or not at all."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import Any
from urllib.parse import parse_qsl

import orjson

from .indexing import ANY_REFERENCE, Row, search_values
from .outcomes import FhirProblem
from .references import references, relative_to, rewrite
from .search.including import is_referred_to
from .search.query import parse_search
from .search.run import find
from .storage import Storage
from .validation import check_id, local_target, validate
from .versions import Method, Stored, append, instant, newest

MOST_RESOURCE_BYTES = 1_000_000


class Transaction:
    """What interactions work on. `base` is the absolute FHIR base URL; dates without a zone are in `zone`.

    References are checked when it ends, so that the resources of a Bundle may come in any order.
    """

    def __init__(self, connection: sqlite3.Connection, now: int, base: str, zone: tzinfo) -> None:
        self.connection = connection
        self.base = base
        self.zone = zone
        self._now = now
        self._instant = instant(now)
        self._present: set[tuple[str, str]] = set()
        self._awaited: dict[tuple[str, str], str] = {}
        self._deleted: list[Stored] = []

    def current(self, type_: str, id_: str) -> Stored | None:
        """The newest version, also of a deleted resource."""
        return newest(self.connection, type_, id_)

    def read(self, type_: str, id_: str) -> Stored:
        """The newest version. Raises FhirProblem 404, or 410 when it was deleted."""
        stored = self.current(type_, id_)
        if stored is None:
            raise FhirProblem(404, "not-found", f"There is no {type_} with this id.")
        if stored.deleted:
            raise FhirProblem(410, "deleted", f"This {type_} was deleted.", headers={"ETag": stored.etag})
        return stored

    def only_match(self, type_: str, query: str) -> Stored | None:
        """The one resource that fits the search of a conditional write, None when none does.

        Raises FhirProblem 412 when several fit, 400 for a search that does not select (unknown parameters
        must not be ignored here: everything would match).
        """
        query = query.removeprefix(type_).removeprefix("?")
        search = parse_search(type_, parse_qsl(query, keep_blank_values=True), strict=True)
        if not search.filters:
            raise FhirProblem(400, "value", "A conditional request needs at least one search parameter.")
        found = find(self.connection, search, self.base, self.zone, limit=2)
        if len(found) > 1:
            raise FhirProblem(412, "multiple-matches", f"More than one {type_} fits the condition.")
        return found[0] if found else None

    def write(
        self, resource: dict[str, Any], type_: str, method: Method, *, id_: str | None = None,
        current: Stored | None = None,
    ) -> Stored:  # fmt: skip
        """Validate and store the next version: under `current`'s id, or `id_`, or a new one."""
        rewrite(resource, relative_to(self.base))
        validate(resource, type_)
        id_ = current.id if current else id_ or str(uuid.uuid4())
        check_id(id_)
        version = current.version + 1 if current else 1
        meta = {**resource.get("meta", {}), "versionId": str(version), "lastUpdated": self._instant}
        body = {"resourceType": type_, "id": id_, "meta": meta}
        body.update((name, value) for name, value in resource.items() if name not in body)
        self._present.add((type_, id_))
        values = [*self._reference_values(body, type_), *self._search_values(body)]
        packed = orjson.dumps(body)
        if len(packed) > MOST_RESOURCE_BYTES:
            raise FhirProblem(413, "too-long", f"A resource may have {MOST_RESOURCE_BYTES} bytes.")
        key = current.key if current else 0
        written = Stored(key, type_, id_, version, self._now, False, packed, method)
        return append(self.connection, current, written, values)

    def delete(self, stored: Stored) -> Stored:
        """Mark as deleted; its history stays."""
        gone = Stored(stored.key, stored.type, stored.id, stored.version + 1, self._now, True, b"", "DELETE")
        self._present.discard((stored.type, stored.id))
        self._deleted.append(stored)
        return append(self.connection, stored, gone, [])

    def _search_values(self, resource: dict[str, Any]) -> list[Row]:
        try:
            return search_values(resource, self.zone)
        except ValueError:
            raise FhirProblem(422, "value", "A date of this resource cannot be read.") from None

    def _reference_values(self, resource: dict[str, Any], type_: str) -> set[Row]:
        """A row for each thing referred to, noted to be checked at the end."""
        rows: set[Row] = set()
        for reference, place in references(resource, type_):
            if reference.startswith(("urn:uuid:", "urn:oid:")):
                raise FhirProblem(
                    422, "not-found", "A urn reference that no Bundle entry resolves.", (place,)
                )
            target = local_target(reference)
            if target:
                rows.add((ANY_REFERENCE, target[1], target[0]))
                self._awaited.setdefault(target, place)
        return rows

    def check_references(self) -> None:
        """Raises FhirProblem 422 for a reference to nothing, 409 for a delete of what is referred to."""
        for target in self._awaited.keys() - self._present:
            stored = self.current(*target)
            if stored is None or stored.deleted:
                message = f"A reference to a {target[0]} that does not exist."
                raise FhirProblem(422, "not-found", message, (self._awaited[target],))
        for gone in self._deleted:
            if is_referred_to(self.connection, gone.type, gone.id):
                raise FhirProblem(409, "conflict", f"Other resources refer to this {gone.type}.")


@contextmanager
def writing(storage: Storage, base: str, zone: tzinfo) -> Iterator[Transaction]:
    """A Transaction that commits at the end of the block; any exception rolls it back."""
    with storage.transaction() as connection:
        transaction = Transaction(connection, storage.now(), base, zone)
        yield transaction
        transaction.check_references()


def reading(storage: Storage, base: str, zone: tzinfo) -> Transaction:
    """A Transaction for reads and searches."""
    return Transaction(storage.reader, storage.now(), base, zone)
