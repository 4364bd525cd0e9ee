"""Takes the search values out of a resource: rows of (parameter, value, detail) for the search_value table.

token: (code, system) · string: (folded, as written) · date: (low ms, high ms) · reference: (id, type).
"""

import unicodedata
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from .search.dates import FAR_FUTURE, FAR_PAST, date_range
from .search.parameters import Path, SearchParameter, parameters_of

ANY_REFERENCE = "*"
Row = tuple[str, str | int, str | int]
Value = tuple[str | int, str | int]


def search_values(resource: dict[str, Any], zone: tzinfo) -> list[Row]:
    """All rows of a valid resource. Dates without a zone are in `zone`."""
    rows: list[Row] = []
    for parameter in parameters_of(resource["resourceType"]).values():
        for path in parameter.paths:
            for found in _walk(resource, path):
                rows.extend((parameter.index, *value) for value in _values(found, parameter, path, zone))
    return rows


def _walk(element: Any, path: Path) -> list[Any]:
    found: list[Any] = [element]
    for name, kept in path.steps:
        below: list[Any] = []
        for each in found:
            child = each.get(name) if isinstance(each, dict) else None
            if child is None:
                continue
            # arrays of primitives have nulls where there is only an extension
            below.extend([one for one in child if one is not None] if isinstance(child, list) else (child,))
        found = [each for each in below if each.get(kept[0]) == kept[1]] if kept else below
        if not found:
            break
    return found


def _values(element: Any, parameter: SearchParameter, path: Path, zone: tzinfo) -> Iterator[Value]:
    match parameter.kind:
        case "token":
            yield from _tokens(element)
        case "phone":
            yield folded_phone(element.get("value", "")), element.get("system", "")
        case "email":
            yield element.get("value", "").casefold(), ""
        case "string":
            yield from ((folded(text), text) for text in _texts(element))
        case "date" | "instant":
            yield _range(element, zone)
        case "reference":
            yield from _targets(element, path.target)


def _tokens(element: Any) -> Iterator[tuple[str, str]]:
    match element:
        case bool():
            yield ("true" if element else "false"), ""
        case str():
            yield element, ""
        case {"coding": list() as codings}:
            for coding in codings:
                yield from _tokens(coding)
        case {"code": str() as code}:
            yield code, element.get("system", "")
        case {"value": str() as value}:
            yield value, element.get("system", "")


def _texts(element: Any) -> Iterator[str]:
    """The words of a string, HumanName or Address, each part on its own and the whole text."""
    if isinstance(element, str):
        yield element
        return
    for name in (
        "text",
        "family",
        "given",
        "prefix",
        "suffix",
        "line",
        "city",
        "state",
        "postalCode",
        "country",
    ):
        part = element.get(name)
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            yield from (each for each in part if isinstance(each, str))


def _range(element: Any, zone: tzinfo) -> tuple[int, int]:
    if isinstance(element, str):
        return date_range(element, zone)
    low = date_range(element["start"], zone)[0] if "start" in element else FAR_PAST
    high = date_range(element["end"], zone)[1] if "end" in element else FAR_FUTURE
    return low, high


def _targets(element: Any, wanted: str) -> Iterator[tuple[str, str]]:
    target = split_reference(element.get("reference", "")) if isinstance(element, dict) else None
    if target and wanted in ("", target[0]):
        yield target[1], target[0]


def split_reference(reference: str) -> tuple[str, str] | None:
    """(type, id) of a relative reference, with or without a version; None for `#x`, urns and foreign URLs."""
    parts = reference.split("/")
    if len(parts) == 2 or (len(parts) == 4 and parts[2] == "_history"):
        return parts[0], parts[1]
    return None


def folded(text: str) -> str:
    """As strings are compared: without case and accents, with single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).split())


def folded_phone(text: str) -> str:
    """Digits alone, because people and systems punctuate differently. Other contacts: without case."""
    if any(each.isalpha() for each in text):
        return text.casefold()
    return "".join(each for each in text if each.isdigit())
