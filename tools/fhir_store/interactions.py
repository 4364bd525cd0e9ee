"""The RESTful interactions on one resource or type, the same for HTTP requests and Bundle entries."""

from urllib.parse import parse_qsl, urlencode

import orjson

from .conditional import check_if_match, is_unchanged
from .exchange import FhirRequest, FhirResponse
from .history import history, version_read
from .outcomes import FhirProblem, information
from .patching import patched
from .search.query import parse_search
from .search.run import searchset
from .transaction import Transaction
from .validation import check_id, check_type
from .versions import Stored


def is_read(request: FhirRequest) -> bool:
    """Whether a request changes nothing."""
    return request.method in ("GET", "HEAD") or (
        request.method == "POST" and request.path[-1:] == ("_search",)
    )


def perform(transaction: Transaction, request: FhirRequest) -> FhirResponse:
    """Do what a request asks. Raises FhirProblem for all that cannot be done."""
    if request.path and request.path[0] != "_history":
        check_type(request.path[0])
    method = "GET" if request.method == "HEAD" else request.method
    match method, request.path:
        case ("GET", (type_,)) if type_ != "_history":
            return _search(transaction, request, type_, request.query)
        case ("POST", (type_, "_search")):
            form = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
            return _search(transaction, request, type_, [*request.query, *form])
        case ("GET", ("_history",) | (_, "_history") | (_, _, "_history")):
            return history(transaction, request)
        case ("GET", (type_, id_)):
            return _read(transaction, request, type_, id_)
        case ("GET", (type_, id_, "_history", version)):
            return version_read(transaction, type_, id_, version)
        case ("POST", (type_,)):
            return _create(transaction, request, type_)
        case ("PUT", (type_, *rest)) if len(rest) <= 1:
            return _update(transaction, request, type_, rest[0] if rest else None)
        case ("PATCH", (type_, *rest)) if len(rest) <= 1:
            return _patch(transaction, request, type_, rest[0] if rest else None)
        case ("DELETE", (type_, *rest)) if len(rest) <= 1:
            return _delete(transaction, request, type_, rest[0] if rest else None)
    if method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        what = 405 if len(request.path) <= 2 else 404
        raise FhirProblem(what, "not-supported", "No such interaction here (see metadata).", (), _allow(what))
    raise FhirProblem(405, "not-supported", "No such method.", (), _allow(405))


def _allow(status: int) -> dict[str, str]:
    return {"Allow": "GET, POST, PUT, PATCH, DELETE"} if status == 405 else {}


def _search(
    transaction: Transaction, request: FhirRequest, type_: str, query: list[tuple[str, str]]
) -> FhirResponse:
    search = parse_search(type_, query, strict=request.preference("handling") == "strict")
    body = searchset(transaction.connection, search, transaction.base, transaction.zone)
    return FhirResponse(200, body)


def _read(transaction: Transaction, request: FhirRequest, type_: str, id_: str) -> FhirResponse:
    stored = transaction.read(type_, id_)
    headers = {"ETag": stored.etag, "Last-Modified": stored.last_modified}
    if "if-none-match" in request.headers and is_unchanged(request.headers, stored):
        return FhirResponse(304, b"", headers, stored)
    return FhirResponse(200, stored.body, headers, stored)


def _create(transaction: Transaction, request: FhirRequest, type_: str) -> FhirResponse:
    condition = request.headers.get("if-none-exist")
    if condition is not None and not request.new_id:
        found = transaction.only_match(type_, condition)
        if found:
            return _written(transaction, request, found, 200)
    stored = transaction.write(request.json(), type_, "POST", id_=request.new_id or None)
    return _written(transaction, request, stored, 201)


def _update(transaction: Transaction, request: FhirRequest, type_: str, id_: str | None) -> FhirResponse:
    """Update or create, by id or (no id) by the search in the query."""
    resource = request.json()
    own = resource.get("id") if isinstance(resource, dict) else None
    if id_ is None:
        current = transaction.only_match(type_, urlencode(request.query))
        if current and own not in (None, current.id):
            raise FhirProblem(
                400, "value", "The body's id is not that of the resource that fits the condition."
            )
        id_ = current.id if current else own
        if current is None and own is not None:
            current = transaction.current(type_, str(own))
            if current and not current.deleted:
                raise FhirProblem(
                    409, "conflict", "The body's id belongs to a resource that does not fit the condition."
                )
    else:
        check_id(id_)
        if own != id_:
            raise FhirProblem(400, "value", "The body's id must be the one in the URL.", (f"{type_}.id",))
        current = transaction.current(type_, id_)
    check_if_match(request.headers, current)
    stored = transaction.write(resource, type_, "PUT", id_=id_, current=current)
    return _written(transaction, request, stored, 200 if current and not current.deleted else 201)


def _patch(transaction: Transaction, request: FhirRequest, type_: str, id_: str | None) -> FhirResponse:
    current = _the_one(transaction, request, type_, id_)
    if current is None:
        raise FhirProblem(404, "not-found", f"No {type_} fits the condition.")
    check_if_match(request.headers, current)
    stored = transaction.write(patched(current, request), type_, "PATCH", current=current)
    return _written(transaction, request, stored, 200)


def _delete(transaction: Transaction, request: FhirRequest, type_: str, id_: str | None) -> FhirResponse:
    """Deleting twice is no error, as FHIR wants: the second time nothing happens."""
    if id_ is None:
        current = _the_one(transaction, request, type_, None)
    else:
        current = transaction.current(type_, id_)
        if current is None:
            raise FhirProblem(404, "not-found", f"There is no {type_} with this id.")
    check_if_match(request.headers, current)
    if current is None or current.deleted:
        return FhirResponse(204)
    gone = transaction.delete(current)
    return FhirResponse(204, b"", {"ETag": gone.etag}, gone)


def _the_one(transaction: Transaction, request: FhirRequest, type_: str, id_: str | None) -> Stored | None:
    if id_ is not None:
        return transaction.read(type_, id_)
    return transaction.only_match(type_, urlencode(request.query))


def _written(transaction: Transaction, request: FhirRequest, stored: Stored, status: int) -> FhirResponse:
    """The answer to a write, with as much of the resource as `Prefer: return` asks for (default: all)."""
    headers = {
        "ETag": stored.etag,
        "Last-Modified": stored.last_modified,
        "Location": f"{transaction.base}/{stored.type}/{stored.id}/_history/{stored.version}",
    }
    match request.preference("return"):
        case "minimal":
            body = b""
        case "OperationOutcome":
            body = orjson.dumps(information(f"{stored.type} stored as version {stored.version}."))
        case _:
            body = stored.body
    return FhirResponse(status, body, headers, stored)
