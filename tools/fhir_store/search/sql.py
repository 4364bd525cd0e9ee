"""Builds the SQL of a search. The filter with the fewest rows is read first; which one is found by counting."""

# ruff: noqa: S608 - the SQL is put together from this package's own parts; every value is a bound parameter

import sqlite3
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from .conditions import Clause, Condition, clause, date_condition
from .paging import Cursor
from .parameters import parameters_of
from .query import Filter, Search

_FEW, _MANY, _WORTH_SORTING = 64, 1500, 10
"""Rows: so few that no other filter is looked at, so many that counting stops; sorted rows a row wanted."""

_LAST, _FIRST = "\U0010ffff", -(2**60)
"""Sort after, and before, every value: what has no value comes last in either direction."""


@dataclass(slots=True)
class Plan:
    """FROM and WHERE of a search over `resource r`, and the sort expressions with their directions."""

    source: str = "resource r"
    tests: list[str] = field(default_factory=list)
    args: list[Any] = field(default_factory=list)
    order: list[tuple[str, list[Any], bool]] = field(default_factory=list)

    def add(self, condition: Condition) -> None:
        self.tests.append(condition[0])
        self.args.extend(condition[1])

    def count(self, connection: sqlite3.Connection) -> int:
        query = f"SELECT count(*) FROM {self.source} WHERE {' AND '.join(self.tests)}"
        found: int = connection.execute(query, self.args).fetchone()[0]
        return found

    def rows(
        self, connection: sqlite3.Connection, columns: str, limit: int, cursor: Cursor | None
    ) -> list[tuple[Any, ...]]:
        """Up to `limit` rows, each ending with its sort values; nearest to the cursor first."""
        back = cursor is not None and cursor.back
        order = [(sql, args, desc != back) for sql, args, desc in self.order]
        by_key: tuple[str, list[Any], bool] = ("r.key", [], back)
        tests, args = list(self.tests), list(self.args)
        if cursor:
            sql, more = _beyond([*order, by_key], [*cursor.values, cursor.key])
            tests.append(sql)
            args.extend(more)
        chosen = "".join(f", {sql}" for sql, _, _ in order)
        sorting = ", ".join(f"{sql} {'DESC' if desc else 'ASC'}" for sql, _, desc in [*order, by_key])
        query = (
            f"SELECT {columns}{chosen} FROM {self.source} JOIN version v ON v.seq = r.seq "
            f"WHERE {' AND '.join(tests)} ORDER BY {sorting} LIMIT ?"
        )
        order_args = [each for _, each_args, _ in order for each in each_args]
        return connection.execute(query, [*order_args, *args, *order_args, limit]).fetchall()


def _beyond(terms: list[tuple[str, list[Any], bool]], values: list[Any]) -> Condition:
    """Rows that come after `values` in the order of `terms`."""
    alternatives, args = [], []
    for last in range(len(terms)):
        parts = []
        for position in range(last + 1):
            sql, sql_args, desc = terms[position]
            sign = "=" if position < last else "<" if desc else ">"
            parts.append(f"{sql} {sign} ?")
            args.extend([*sql_args, values[position]])
        alternatives.append(f"({' AND '.join(parts)})")
    return f"({' OR '.join(alternatives)})", args


def plan(connection: sqlite3.Connection, search: Search, base: str, zone: tzinfo) -> Plan:
    """How to run a search. Raises FhirProblem 400 for values of the wrong form."""
    made = Plan(order=[_sort_term(search.type, name, desc) for name, desc in search.sort])
    direct = [each for each in search.filters if each.parameter is None]
    clauses = _clauses(search, base, zone)
    names_ids = any(each.name == "_id" for each in direct)
    ordered = _ordering(search, clauses)
    # with rows already in order there is no need to count beyond where sorting them costs more
    most = min(_MANY, _WORTH_SORTING * search.count + 1) if ordered else _MANY
    lead, rows = (None, 0) if names_ids else _leading(connection, clauses, most)
    if lead is None:
        # the + keeps SQLite from reading the whole type where ids are given
        made.add((f"r.type = ? AND {'+' if names_ids else ''}r.deleted = 0", [search.type]))
    else:
        if ordered and rows > _WORTH_SORTING * search.count:
            lead = _lead_in_order(made, ordered, search.sort[0][1])
        else:
            sql, args = lead.rows()
            made.add((f"r.key IN ({sql})", args))
    for each in clauses:
        if each is not lead:
            made.add(each.check())
    for filter_ in direct:
        made.add(_direct(filter_, zone))
    return made


def _clauses(search: Search, base: str, zone: tzinfo) -> list[Clause]:
    """One clause a filter; a range given as two date filters becomes one, as dates have a single value."""
    clauses: dict[object, Clause] = {}
    for position, filter_ in enumerate(search.filters):
        if filter_.parameter is None:
            continue
        made = clause(filter_, base, zone)
        ranged = (
            filter_.parameter.kind in ("date", "instant")
            and not filter_.modifier
            and len(made.conditions) == 1
        )
        name: object = filter_.name if ranged else position
        if name in clauses:
            (sql, args), (more, more_args) = clauses[name].conditions[0], made.conditions[0]
            clauses[name].conditions = [(f"{sql} AND {more}", [*args, *more_args])]
        else:
            clauses[name] = made
    return list(clauses.values())


def _leading(connection: sqlite3.Connection, clauses: list[Clause], most: int) -> tuple[Clause | None, int]:
    """The clause with the fewest rows, and how many (counted up to `most`)."""
    usable = [each for each in clauses if not each.negated]
    best, fewest = None, most + 1
    for each in sorted(usable, key=lambda one: one.scans):
        if len(usable) == 1:
            return each, 0 if each.scans else _rows(connection, each, most)
        if best is not None and (fewest <= _FEW or each.scans):
            break
        rows = _rows(connection, each, min(fewest, most))
        if rows < fewest:
            best, fewest = each, rows
    return best, fewest


def _rows(connection: sqlite3.Connection, each: Clause, most: int) -> int:
    sql, args = each.rows()
    found: int = connection.execute(f"SELECT count(*) FROM ({sql} LIMIT ?)", [*args, most]).fetchone()[0]
    return found


def _lead_in_order(made: Plan, ordered: Clause, desc: bool) -> Clause:
    """Start from the rows of the sorted parameter, so that a page is read and not the whole."""
    made.source = "search_value s CROSS JOIN resource r ON r.key = s.key"
    sql, args = ordered.conditions[0]
    made.add((f"s.param = ? AND {sql}", [ordered.index, *args]))
    made.order[0] = ("s.value", [], desc)
    return ordered


def _ordering(search: Search, clauses: list[Clause]) -> Clause | None:
    """The date clause on the first sorted parameter: its index rows are in the order wanted."""
    if not search.sort or search.only_count:
        return None
    parameter = parameters_of(search.type).get(search.sort[0][0])
    if parameter is None or parameter.kind not in ("date", "instant"):
        return None
    of_it = [each for each in clauses if each.index == parameter.index]
    usable = len(of_it) == 1 and not of_it[0].negated and len(of_it[0].conditions) == 1
    return of_it[0] if usable else None


def _sort_term(type_: str, name: str, desc: bool) -> tuple[str, list[Any], bool]:
    if name == "_id":
        return "r.id", [], desc
    if name == "_lastUpdated":
        return "r.seq", [], desc  # the order of writes, also where the clock stands still
    which, missing = ("max", _FIRST) if desc else ("min", _LAST)
    sql = f"ifnull((SELECT {which}(value) FROM search_value WHERE key = r.key AND param = ?), ?)"
    return sql, [parameters_of(type_)[name].index, missing], desc


def _direct(filter_: Filter, zone: tzinfo) -> Condition:
    """_id and _lastUpdated live in the resource's own row."""
    if filter_.name == "_id":
        return f"r.id IN ({', '.join('?' * len(filter_.values))})", list(filter_.values)
    conditions = [date_condition("_lastUpdated", each, zone, point=True) for each in filter_.values]
    sql = " OR ".join(
        each.replace("value", "r.updated").replace("detail", "r.updated") for each, _ in conditions
    )
    return f"({sql})", [each for _, args in conditions for each in args]
