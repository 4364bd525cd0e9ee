"""Turns one filter of a search into conditions on the search_value table."""

# ruff: noqa: S608 - the SQL is put together from this package's own parts; every value is a bound parameter

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from ..indexing import folded, folded_phone, split_reference
from ..outcomes import FhirProblem
from .dates import date_range
from .query import Filter

Condition = tuple[str, list[Any]]
"""SQL over `value` and `detail`, and its arguments."""


@dataclass(slots=True)
class Clause:
    """What must (`negated`: must not) hold of a resource's rows for one parameter: any of the conditions."""

    index: str
    conditions: list[Condition]
    negated: bool = False
    scans: bool = False
    """No index can help: never the clause to start from."""

    def rows(self) -> Condition:
        """The keys of the resources that have such a row, possibly repeated."""
        selects = [f"SELECT key FROM search_value WHERE param = ? AND {sql}" for sql, _ in self.conditions]
        return " UNION ALL ".join(selects), [
            each for _, args in self.conditions for each in (self.index, *args)
        ]

    def check(self) -> Condition:
        """A test of the resource `r`."""
        alternatives = " OR ".join(sql for sql, _ in self.conditions)
        exists = f"EXISTS (SELECT 1 FROM search_value WHERE key = r.key AND param = ? AND ({alternatives}))"
        args = [self.index, *(each for _, args in self.conditions for each in args)]
        return ("NOT " + exists if self.negated else exists), args


def clause(filter_: Filter, base: str, zone: tzinfo) -> Clause:
    """The clause of a filter on an indexed parameter. Raises FhirProblem 400 for a value of another form."""
    parameter = filter_.parameter
    assert parameter is not None
    if filter_.modifier == "missing":
        if filter_.values not in (("true",), ("false",)):
            raise FhirProblem(400, "value", "The modifier :missing takes true or false.")
        return Clause(parameter.index, [("1", [])], negated=filter_.values == ("true",))
    match parameter.kind:
        case "token":
            conditions = _grouped([_token(each) for each in filter_.values])
        case "phone":
            conditions = _grouped([_contact(each, folded_phone) for each in filter_.values])
        case "email":
            conditions = _grouped([_contact(each, str.casefold) for each in filter_.values])
        case "string":
            conditions = [_string(each, filter_.modifier) for each in filter_.values]
        case "date" | "instant":
            point = parameter.kind == "instant"
            conditions = [date_condition(filter_.name, each, zone, point=point) for each in filter_.values]
        case "reference":
            conditions = _grouped([_reference(each, filter_.modifier, base) for each in filter_.values])
    return Clause(
        parameter.index, conditions, negated=filter_.modifier == "not", scans=filter_.modifier == "contains"
    )


def _token(text: str) -> tuple[str | None, str | None]:
    """(value, detail), each None when it may be anything: `code`, `system|code`, `|code`, `system|`."""
    system, bar, code = text.partition("|")
    if not bar:
        return text, None
    return code or None, system


def _contact(text: str, fold: Any) -> tuple[str | None, str | None]:
    system, bar, value = text.rpartition("|")
    return fold(value), system if bar else None


def _reference(text: str, modifier: str, base: str) -> tuple[str | None, str | None]:
    target = split_reference(text.removeprefix(base + "/"))
    if target is None:
        if "/" in text or ":" in text:
            return text, ""  # another server's: no row has it
        target = (modifier or None, text)  # type: ignore[assignment]
    assert target is not None
    return target[1], target[0]


def _grouped(wanted: list[tuple[str | None, str | None]]) -> list[Condition]:
    """Alternatives with the same detail in one IN, so that an index serves each."""
    groups: dict[str | None, list[str]] = {}
    conditions: list[Condition] = []
    for value, detail in wanted:
        if value is None:
            conditions.append(("detail = ?", [detail]))
        else:
            groups.setdefault(detail, []).append(value)
    for detail, values in groups.items():
        sql = f"value IN ({', '.join('?' * len(values))})"
        conditions.append(
            (sql, list(values)) if detail is None else (f"{sql} AND detail = ?", [*values, detail])
        )
    return [(f"({sql})", args) for sql, args in conditions]


def _string(text: str, modifier: str) -> Condition:
    plain = folded(text)
    match modifier:
        case "exact":
            return "(value = ? AND detail = ?)", [plain, text]
        case "contains":
            return "instr(value, ?) > 0", [plain]
        case _:
            return "(value >= ? AND value < ?)", [plain, plain + "\U0010ffff"]


# FHIR compares ranges (https://hl7.org/fhir/R4/search.html#prefix): ? is the searched range's low (0) or high
# (1) end. `value < high` in eq only lets the index help.
_RANGES: dict[str, tuple[str, tuple[int, ...]]] = {
    "eq": ("(value >= ? AND value < ? AND detail <= ?)", (0, 1, 1)),
    "ne": ("(value < ? OR detail > ?)", (0, 1)),
    "lt": ("value < ?", (0,)),
    "le": ("value < ?", (1,)),
    "gt": ("detail > ?", (1,)),
    "ge": ("detail > ?", (0,)),
    "sa": ("value >= ?", (1,)),
    "eb": ("detail <= ?", (0,)),
}
_INSTANTS = _RANGES | {"gt": ("value >= ?", (1,)), "ge": ("value >= ?", (0,)), "eb": ("value < ?", (0,))}


def date_condition(name: str, text: str, zone: tzinfo, *, point: bool) -> Condition:
    """A date with its prefix. For `point` (single instants) only the indexed low end is compared."""
    prefix = text[:2] if text[:2].isalpha() else "eq"
    sql_and_ends = (_INSTANTS if point else _RANGES).get(prefix)
    try:
        ends = date_range(text.removeprefix(prefix), zone)
    except (ValueError, OverflowError):
        ends = None
    if sql_and_ends is None or ends is None:
        raise FhirProblem(
            400, "value", f"'{name}' takes a date such as 2026-03-02 or ge2026-03-02T09:00:00Z."
        )
    sql, which = sql_and_ends
    return sql, [ends[each] for each in which]
