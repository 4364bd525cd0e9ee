"""_include and _revinclude: what the matches refer to, and what refers to them, each resource once."""

# ruff: noqa: S608 - only question marks are put in; every value is a bound parameter

import sqlite3
from collections.abc import Iterable

from ..indexing import ANY_REFERENCE
from ..versions import NEWEST, Stored, stored_from
from .query import Include, Search

MOST_INCLUDED = 1000


def included(connection: sqlite3.Connection, search: Search, matches: list[Stored]) -> list[Stored]:
    """The resources to add to a page of matches, in the order found. :iterate follows included ones too."""
    seen = {each.key for each in matches}
    added: list[Stored] = []
    fresh, first = matches, True
    while fresh and len(added) < MOST_INCLUDED:
        found: dict[int, Stored] = {}
        for include in search.includes:
            if first or include.again:
                for each in _step(connection, include, fresh):
                    if each.key not in seen:
                        found[each.key] = each
        seen |= found.keys()
        fresh, first = list(found.values()), False
        added.extend(fresh)
    return added[:MOST_INCLUDED]


def _step(connection: sqlite3.Connection, include: Include, sources: list[Stored]) -> Iterable[Stored]:
    index = f"{include.source}.{include.name}"
    if include.reverse:
        return _referring(connection, index, include.target, sources)
    keys = [each.key for each in sources if each.type == include.source]
    if not keys:
        return ()
    marks = ", ".join("?" * len(keys))
    rows = connection.execute(
        f"{NEWEST} WHERE r.deleted = 0 AND (r.type, r.id) IN (SELECT detail, value FROM search_value "
        f"WHERE key IN ({marks}) AND param = ?) AND (? = '' OR r.type = ?) ORDER BY r.key",
        [*keys, index, include.target, include.target],
    )
    return map(stored_from, rows)


def _referring(
    connection: sqlite3.Connection, index: str, target: str, sources: list[Stored]
) -> Iterable[Stored]:
    found: list[Stored] = []
    for type_ in {each.type for each in sources if target in ("", each.type)}:
        ids = [each.id for each in sources if each.type == type_]
        marks = ", ".join("?" * len(ids))
        rows = connection.execute(
            f"{NEWEST} WHERE r.key IN (SELECT key FROM search_value "
            f"WHERE param = ? AND value IN ({marks}) AND detail = ?) ORDER BY r.key",
            [index, *ids, type_],
        )
        found.extend(map(stored_from, rows))
    return found


def is_referred_to(connection: sqlite3.Connection, type_: str, id_: str) -> bool:
    """Whether any resource has a literal reference to this one."""
    query = "SELECT 1 FROM search_value WHERE param = ? AND value = ? AND detail = ? LIMIT 1"
    return connection.execute(query, (ANY_REFERENCE, id_, type_)).fetchone() is not None
