"""The part of OData that NextGen's lists understand: $filter with `and`, $top, $skip; and how pages are answered."""

import operator
import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MOST = 200
"""Entries a page, however many are asked for."""
_USUAL = 25
_CLAUSE = re.compile(r"(?P<name>\w+) (?P<is>eq|ge|le) (?:(?:dateTime|guid)?'(?P<text>[^']*)'|(?P<plain>\w+))")
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"eq": operator.eq, "ge": operator.ge, "le": operator.le}
_INSIDE = "http://127.0.0.1:889/CLINE001-VM009.NextGenDemo/NextGen.Api.Edge/6.0.0.767/api"
"""Where links to the next page lead: nowhere that a client can reach."""
Entry = dict[str, Any]
Clause = tuple[str, str, str]
"""Name in small letters, sign, value."""


class BadFilter(Exception):
    """A filter that cannot be read."""


def clauses_of(written: str | None) -> list[Clause]:
    """The clauses of a filter. Raises BadFilter."""
    found = [_CLAUSE.fullmatch(part.strip()) for part in (written or "").split(" and ") if part]
    if None in found:
        raise BadFilter
    return [
        (each["name"].lower(), each["is"], each["text"] if each["text"] is not None else each["plain"])
        for each in found
        if each is not None
    ]


def listed(request: Request, entries: list[Entry]) -> Response:
    """A page of what the filter leaves."""
    query = request.query_params
    try:
        clauses = clauses_of(query.get("$filter"))
    except BadFilter:
        return refused("Syntax error in $filter.")
    fitting = [each for each in entries if all(_meets(each, *clause) for clause in clauses)]
    wanted = int(query.get("$top", _USUAL))
    skip = int(query.get("$skip", 0))
    page = fitting[skip : skip + min(wanted, MOST)]
    following = skip + len(page)
    link = f"{_INSIDE}{request.url.path}?$skip={following}" if page and following < len(fitting) else None
    return JSONResponse({"items": page, "nextPageLink": link, "count": None})


def refused(message: str, status: int = 400) -> Response:
    return JSONResponse({"message": message}, status)


def _meets(entry: Entry, name: str, sign: str, wanted: str) -> bool:
    """Names and text are compared without regard to case. Dates are written alike on both sides, and sort as text."""
    value = next((value for key, value in entry.items() if key.lower() == name), None)
    if value is None:
        return False
    if isinstance(value, int) and not isinstance(value, bool):
        return _OPERATORS[sign](value, int(wanted))
    return _OPERATORS[sign](str(value).lower(), wanted.lower())
