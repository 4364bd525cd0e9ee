"""Batch and transaction Bundles. A transaction is all or nothing; its entries may refer to one another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode
from uuid import uuid4

import orjson

from .exchange import FhirRequest, FhirResponse
from .interactions import perform
from .outcomes import FhirProblem
from .references import rewrite
from .transaction import Transaction
from .validation import check_type

# FHIR's order of processing a transaction, whatever the order of entries.
_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 2, "GET": 3, "HEAD": 3}


def entries_of(bundle: Any, types: tuple[str, ...] = ("batch", "transaction")) -> list[dict[str, Any]]:
    """The entries of a Bundle to be processed. Raises FhirProblem 400 when it is none."""
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise FhirProblem(400, "structure", "POST to the base takes a Bundle.")
    if bundle.get("type") not in types:
        raise FhirProblem(400, "value", f"The Bundle's type must be {' or '.join(types)}.", ("Bundle.type",))
    entries = bundle.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise FhirProblem(400, "structure", "Bundle.entry is an array of objects.", ("Bundle.entry",))
    return entries


def run_transaction(transaction: Transaction, bundle: dict[str, Any], asked: FhirRequest) -> FhirResponse:
    """Process every entry in one go. Raises FhirProblem for the first that fails; nothing is kept then."""
    entries = entries_of(bundle)
    requests = []
    for index, each in enumerate(entries):
        with _inside(index):
            requests.append(_request(each, asked))
    _refuse_overlaps(requests)
    _resolve_references(transaction, entries, requests)
    answers: dict[int, FhirResponse] = {}
    for index in sorted(range(len(requests)), key=lambda i: _ORDER.get(requests[i].method, 4)):
        with _inside(index):
            answers[index] = _performed(transaction, requests[index])
    return _answer("transaction-response", [answers[index] for index in range(len(requests))], asked)


def run_batch(
    bundle: dict[str, Any], asked: FhirRequest, perform_alone: Callable[[FhirRequest], FhirResponse]
) -> FhirResponse:
    """Process every entry on its own; one that fails is answered with its outcome and disturbs no other."""
    answers: list[FhirResponse] = []
    for each in entries_of(bundle):
        try:
            answers.append(perform_alone(_request(each, asked)))
        except FhirProblem as problem:
            answers.append(FhirResponse(problem.status, orjson.dumps(problem.outcome())))
    return _answer("batch-response", answers, asked)


def _request(entry: dict[str, Any], asked: FhirRequest) -> FhirRequest:
    """An entry as the request it stands for."""
    told = entry.get("request")
    if (
        not isinstance(told, dict)
        or not isinstance(told.get("method"), str)
        or not isinstance(told.get("url"), str)
    ):
        raise FhirProblem(400, "required", "An entry needs request.method and request.url.")
    names = {"ifMatch": "if-match", "ifNoneMatch": "if-none-match", "ifNoneExist": "if-none-exist"}
    headers = {header: str(told[name]) for name, header in names.items() if name in told}
    if "prefer" in asked.headers:
        headers["prefer"] = asked.headers["prefer"]
    path, _, query = told["url"].removeprefix(asked.base).lstrip("/").partition("?")
    resource = entry.get("resource")
    if told["method"] in ("POST", "PUT", "PATCH") and resource is None:
        raise FhirProblem(400, "required", "An entry that writes needs a resource.")
    return FhirRequest(
        method=told["method"],
        path=tuple(unquote(each) for each in path.split("/") if each),
        base=asked.base,
        query=parse_qsl(query, keep_blank_values=True),
        headers=headers,
        resource=resource,
    )


def _performed(transaction: Transaction, request: FhirRequest) -> FhirResponse:
    if not request.path:
        raise FhirProblem(400, "not-supported", "A Bundle inside a Bundle is not processed.")
    return perform(transaction, request)


def _refuse_overlaps(requests: list[FhirRequest]) -> None:
    """FHIR: a transaction must not touch a resource twice. Equal conditional creates would be two resources."""
    seen: set[tuple[str, ...]] = set()
    for index, request in enumerate(requests):
        if request.method == "POST" and "if-none-exist" in request.headers:
            identity: tuple[str, ...] = (*request.path, request.headers["if-none-exist"])
        elif request.method in ("PUT", "PATCH", "DELETE"):
            identity = (*request.path, "", repr(request.query))
        else:
            continue
        if identity in seen:
            raise FhirProblem(
                400, "duplicate", "Two entries write the same resource.", (f"Bundle.entry[{index}]",)
            )
        seen.add(identity)


def _resolve_references(
    transaction: Transaction, entries: list[dict[str, Any]], requests: list[FhirRequest]
) -> None:
    """Give creates their ids, then replace references to fullUrls and conditional references everywhere."""
    names: dict[str, str] = {}
    for index, (entry, request) in enumerate(zip(entries, requests, strict=True)):
        full_url = entry.get("fullUrl")
        if request.method not in ("POST", "PUT") or not request.path or not isinstance(full_url, str):
            continue
        with _inside(index):
            names[full_url] = f"{request.path[0]}/{_future_id(transaction, request)}"

    def replace(reference: str) -> str:
        if reference in names:
            return names[reference]
        type_, mark, query = reference.partition("?")
        if not mark or "/" in type_ or ":" in type_:
            return reference
        check_type(type_)
        found = transaction.only_match(type_, query)
        if found is None:
            raise FhirProblem(422, "not-found", f"No {type_} fits a conditional reference.")
        return f"{type_}/{found.id}"

    for index, request in enumerate(requests):
        with _inside(index):
            rewrite(request.resource, replace)


def _future_id(transaction: Transaction, request: FhirRequest) -> str:
    """The id that an entry's resource has or will have."""
    check_type(request.path[0])
    if request.method == "PUT":
        if len(request.path) > 1:
            return request.path[1]
        query = urlencode(request.query)
    else:
        query = request.headers.get("if-none-exist", "")
    found = transaction.only_match(request.path[0], query) if query else None
    if found:
        return found.id
    new_id = str(uuid4())
    if request.method == "PUT" and isinstance(request.resource, dict):
        return str(request.resource.setdefault("id", new_id))
    request.new_id = new_id
    return new_id


@contextmanager
def _inside(index: int) -> Iterator[None]:
    """Problems raised in the block say which entry they are about."""
    try:
        yield
    except FhirProblem as problem:
        raise problem.inside(f"Bundle.entry[{index}]") from None


def _answer(type_: str, answers: list[FhirResponse], asked: FhirRequest) -> FhirResponse:
    representation = asked.preference("return") == "representation"
    bundle = {
        "resourceType": "Bundle",
        "type": type_,
        "entry": [_entry(each, representation) for each in answers],
    }
    if not answers:
        del bundle["entry"]
    return FhirResponse(200, orjson.dumps(bundle))


def _entry(answer: FhirResponse, representation: bool) -> dict[str, Any]:
    response: dict[str, Any] = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    stored = answer.stored
    if stored:
        response |= {"etag": stored.etag, "lastModified": stored.instant}
        if "Location" in answer.headers:
            response["location"] = f"{stored.type}/{stored.id}/_history/{stored.version}"
    entry: dict[str, Any] = {"response": response}
    if answer.body and answer.status >= 400:
        response["outcome"] = orjson.Fragment(answer.body)
    elif answer.body and (representation or not (stored and "Location" in answer.headers)):
        entry["resource"] = orjson.Fragment(answer.body)
    return entry
