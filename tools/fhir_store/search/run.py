"""Runs a search and answers with its searchset Bundle."""

import sqlite3
from datetime import tzinfo
from typing import Any
from urllib.parse import urlencode

import orjson

from ..versions import Stored, stored_from
from .including import included
from .paging import Cursor, encode_cursor
from .query import Search
from .sql import plan

_COLUMNS = "r.key, r.type, r.id, r.version, r.updated, r.deleted, v.body, v.method, v.seq"
_WIDTH = 9
_KEPT_ELEMENTS = ("resourceType", "id", "meta")


def find(connection: sqlite3.Connection, search: Search, base: str, zone: tzinfo, limit: int) -> list[Stored]:
    """The first `limit` matches, for conditional interactions."""
    rows = plan(connection, search, base, zone).rows(connection, _COLUMNS, limit, None)
    return [stored_from(row) for row in rows]


def searchset(connection: sqlite3.Connection, search: Search, base: str, zone: tzinfo) -> bytes:
    """One page as a Bundle (JSON), with paging links and included resources. Raises FhirProblem 400."""
    made = plan(connection, search, base, zone)
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    own = f"{base}/{search.type}"
    bundle["link"] = [{"relation": "self", "url": _url(own, search.used)}]
    if search.only_count:
        bundle["total"] = made.count(connection)
        return orjson.dumps(bundle)
    rows = made.rows(connection, _COLUMNS, search.count + 1, search.cursor)
    more = len(rows) > search.count
    rows = rows[: search.count]
    back = search.cursor is not None and search.cursor.back
    if back:
        rows.reverse()
    total = _total(connection, search, made, rows, more)
    if total is not None:
        bundle["total"] = total
    if rows and (more or back):
        bundle["link"].append(_page_link(own, search, rows[-1], total, back=False))
    if rows and search.cursor and (more or not back):
        bundle["link"].append(_page_link(own, search, rows[0], total, back=True))
    matches = [stored_from(row) for row in rows]
    bundle["entry"] = [_entry(base, each, "match", search.elements) for each in matches]
    if search.includes:
        bundle["entry"] += [
            _entry(base, each, "include", ()) for each in included(connection, search, matches)
        ]
    if not bundle["entry"]:
        del bundle["entry"]  # FHIR has no empty arrays
    return orjson.dumps(bundle)


def _total(
    connection: sqlite3.Connection, search: Search, made: Any, rows: list[Any], more: bool
) -> int | None:
    if not search.total:
        return None
    if search.cursor is None:
        return made.count(connection) if more else len(rows)
    if search.cursor.total is None:
        return int(made.count(connection))
    return search.cursor.total


def _page_link(
    own: str, search: Search, row: tuple[Any, ...], total: int | None, *, back: bool
) -> dict[str, str]:
    cursor = encode_cursor(Cursor(tuple(row[_WIDTH:]), row[0], back, total))
    url = _url(own, [*search.used, ("_cursor", cursor)])
    return {"relation": "previous" if back else "next", "url": url}


def _url(own: str, query: list[tuple[str, str]]) -> str:
    return f"{own}?{urlencode(query, safe=',:|/')}" if query else own


def _entry(base: str, stored: Stored, mode: str, elements: tuple[str, ...]) -> dict[str, Any]:
    resource: Any = orjson.Fragment(stored.body)
    if elements:
        resource = _only(orjson.loads(stored.body), elements)
    return {"fullUrl": f"{base}/{stored.type}/{stored.id}", "resource": resource, "search": {"mode": mode}}


def _only(resource: dict[str, Any], elements: tuple[str, ...]) -> dict[str, Any]:
    """_elements: those asked for, marked SUBSETTED so that nobody writes the rest away."""
    kept = {name: value for name, value in resource.items() if name in _KEPT_ELEMENTS or name in elements}
    tag = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
    kept["meta"] = {**kept["meta"], "tag": [*kept["meta"].get("tag", []), tag]}
    return kept
