"""Versions of one resource, of a type or of everything, newest first, in pages."""

from typing import Any
from urllib.parse import urlencode

import orjson

from .exchange import FhirRequest, FhirResponse
from .outcomes import FhirProblem
from .search.dates import date_range
from .transaction import Transaction
from .versions import Stored, exact_version, logged

_DEFAULT_COUNT, _MOST_COUNT = 100, 1000
_NEWEST = 2**62


def version_read(transaction: Transaction, type_: str, id_: str, version: str) -> FhirResponse:
    """One version. Raises FhirProblem 404, or 410 when that version is the deletion."""
    stored = None
    if version.isascii() and version.isdigit() and len(version) < 10:
        stored = exact_version(transaction.connection, type_, id_, int(version))
    if stored is None:
        raise FhirProblem(404, "not-found", f"There is no such version of this {type_}.")
    if stored.deleted:
        raise FhirProblem(410, "deleted", "That version is the deletion.")
    return FhirResponse(
        200, stored.body, {"ETag": stored.etag, "Last-Modified": stored.last_modified}, stored
    )


def history(transaction: Transaction, request: FhirRequest) -> FhirResponse:
    """A history Bundle. Parameters: _since (instant), _count. Raises FhirProblem 400, 404."""
    type_, id_ = (*request.path[:-1], "", "")[:2]
    if id_ and transaction.current(type_, id_) is None:
        raise FhirProblem(404, "not-found", f"There is no {type_} with this id.")
    query = dict(request.query)
    count = min(_number(query.get("_count"), _DEFAULT_COUNT), _MOST_COUNT) or 1
    found = logged(
        transaction.connection, type_, id_,
        since=_since(transaction, query.get("_since")),
        before=_number(query.get("_cursor"), _NEWEST),
        limit=count + 1,
    )  # fmt: skip
    own = "/".join((transaction.base, *request.path))
    asked = [(name, value) for name, value in request.query if name in ("_since", "_count")]
    links = [{"relation": "self", "url": f"{own}?{urlencode(asked)}" if asked else own}]
    if len(found) > count:
        further = urlencode([*asked, ("_cursor", str(found[count - 1].seq))])
        links.append({"relation": "next", "url": f"{own}?{further}"})
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "history", "link": links}
    entries = [_entry(transaction.base, each) for each in found[:count]]
    if entries:
        bundle["entry"] = entries
    return FhirResponse(200, orjson.dumps(bundle))


def _entry(base: str, stored: Stored) -> dict[str, Any]:
    url = f"{stored.type}/{stored.id}"
    status = "204 No Content" if stored.deleted else "201 Created" if stored.version == 1 else "200 OK"
    entry: dict[str, Any] = {
        "fullUrl": f"{base}/{url}",
        "request": {"method": stored.method, "url": stored.type if stored.method == "POST" else url},
        "response": {"status": status, "etag": stored.etag, "lastModified": stored.instant},
    }
    if not stored.deleted:
        entry["resource"] = orjson.Fragment(stored.body)
    return entry


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise FhirProblem(400, "value", "_count takes a whole number.")
    return int(text)


def _since(transaction: Transaction, text: str | None) -> int:
    if text is None:
        return 0
    try:
        return date_range(text, transaction.zone)[0]
    except ValueError:
        raise FhirProblem(400, "value", "_since takes an instant.") from None
