"""Reads a search request into a Search: what to match, in which order, what to include, which page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..outcomes import FhirProblem
from .paging import Cursor, decode_cursor
from .parameters import SearchParameter, check_modifier, parameters_of

DEFAULT_COUNT, MOST_COUNT, MOST_VALUES = 50, 1000, 300

_IGNORED = frozenset({"_format", "_pretty"})
SORT_EXTRAS = ("_id", "_lastUpdated")


@dataclass(frozen=True, slots=True)
class Filter:
    """One search parameter of a request; `values` are alternatives, several filters must all hold."""

    name: str
    parameter: SearchParameter | None
    """None for _id and _lastUpdated, which are no index rows."""
    modifier: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Include:
    """`_include=Slot:schedule` or `_revinclude=Provenance:target`; `again` is the :iterate modifier."""

    source: str
    name: str
    target: str
    again: bool
    reverse: bool


@dataclass(slots=True)
class Search:
    """A search as understood; `used` are the parameters that had a say, in the order given."""

    type: str
    filters: list[Filter] = field(default_factory=list)
    sort: list[tuple[str, bool]] = field(default_factory=list)
    """(parameter, descending)"""
    includes: list[Include] = field(default_factory=list)
    count: int = DEFAULT_COUNT
    only_count: bool = False
    total: bool = True
    elements: tuple[str, ...] = ()
    cursor: Cursor | None = None
    used: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def parse_search(type_: str, query: Iterable[tuple[str, str]], *, strict: bool) -> Search:
    """A request's parameters as a Search.

    Unknown parameters are an error when `strict` (Prefer: handling=strict, or a conditional write), else they
    are left out of `used`, as FHIR wants. Raises FhirProblem 400.
    """
    search = Search(type_)
    for key, value in query:
        name, _, modifier = key.partition(":")
        if name in _IGNORED:
            continue
        known = _control(search, name, modifier, value) or _filter(search, name, modifier, value)
        if known:
            if name != "_cursor":
                search.used.append((key, value))
        elif strict:
            raise FhirProblem(400, "not-supported", f"Unknown search parameter '{name}' for {type_}.")
        else:
            search.ignored.append(name)
    if search.cursor and len(search.cursor.values) != len(search.sort):
        raise FhirProblem(400, "value", "This paging link does not fit the search.")
    return search


def _control(search: Search, name: str, modifier: str, value: str) -> bool:
    """Take a parameter that shapes the answer; False when `name` is none."""
    match name:
        case "_count":
            search.count = min(_whole_number(value, name), MOST_COUNT)
            search.only_count = search.only_count or search.count == 0
        case "_sort":
            search.sort = [_sort_key(search.type, each) for each in value.split(",") if each]
        case "_include" | "_revinclude":
            search.includes.append(_include(value, modifier, reverse=name == "_revinclude"))
        case "_summary":
            if value not in ("count", "false"):
                raise FhirProblem(400, "not-supported", "_summary takes count or false here.")
            search.only_count = value == "count"
        case "_total":
            if value not in ("none", "estimate", "accurate"):
                raise FhirProblem(400, "value", "_total takes none, estimate or accurate.")
            search.total = value != "none"
        case "_elements":
            search.elements = tuple(each.strip() for each in value.split(",") if each.strip())
        case "_cursor":
            search.cursor = decode_cursor(value)
        case _:
            return False
    return True


def _filter(search: Search, name: str, modifier: str, value: str) -> bool:
    """Take a parameter that selects; False when the type has none of that name."""
    parameter = parameters_of(search.type).get(name)
    if parameter is None and name not in SORT_EXTRAS:
        return False
    check_modifier(name, parameter, modifier)
    values = tuple(each.strip() for each in _split(value))
    if not all(values):
        # an empty value would match everything: most likely a client's mistake
        raise FhirProblem(400, "value", f"The search parameter '{name}' has an empty value.")
    if len(values) > MOST_VALUES:
        raise FhirProblem(400, "too-costly", f"'{name}' has more than {MOST_VALUES} values.")
    search.filters.append(Filter(name, parameter, modifier, values))
    return True


def _split(value: str) -> list[str]:
    r"""Alternatives are separated by commas; `\,` is a comma itself."""
    if "\\" not in value:
        return value.split(",")
    parts = [""]
    characters = iter(value)
    for each in characters:
        if each == "\\":
            following = next(characters, "")
            parts[-1] += following if following in ",$|\\" else each + following
        elif each == ",":
            parts.append("")
        else:
            parts[-1] += each
    return parts


def _whole_number(value: str, name: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise FhirProblem(400, "value", f"{name} takes a whole number.")
    return int(value)


def _sort_key(type_: str, text: str) -> tuple[str, bool]:
    name = text.removeprefix("-")
    if name not in SORT_EXTRAS and name not in parameters_of(type_):
        raise FhirProblem(400, "not-supported", f"Cannot sort {type_} by '{name}'.")
    return name, text.startswith("-")


def _include(value: str, modifier: str, *, reverse: bool) -> Include:
    source, _, rest = value.partition(":")
    name, _, target = rest.partition(":")
    try:
        parameter = parameters_of(source)[name]
    except KeyError:
        parameter = None
    if parameter is None or parameter.kind != "reference" or modifier not in ("", "iterate"):
        raise FhirProblem(
            400, "not-supported", "An include names a reference parameter, such as Slot:schedule."
        )
    return Include(source, name, target, modifier == "iterate", reverse)
