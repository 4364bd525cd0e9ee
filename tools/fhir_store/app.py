"""The store as an ASGI app: reads HTTP, checks caller, size and form of the body, answers in FHIR JSON."""

import logging
import sqlite3
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .capability import capability_statement
from .exchange import FHIR_JSON, FhirRequest, FhirResponse, problem_response
from .interactions import is_read
from .outcomes import FhirProblem
from .patching import JSON_PATCH
from .service import Service
from .transaction import MOST_RESOURCE_BYTES

Authorize = Callable[[str | None], bool]
"""Tells whether a bearer token (None when there is none) may use the store."""

MOST_BUNDLE_BYTES = 16_000_000

_JSON_TYPES = ("application/fhir+json", "application/json", "text/json")
_FORM = "application/x-www-form-urlencoded"
_JSON_FORMATS = frozenset({"json", *_JSON_TYPES, "application/fhir json"})  # a raw + in a query is a space
_log = logging.getLogger(__name__)


class FhirApp:
    """Serves at the root it is mounted on, or at the path of `base_url` when called directly.

    Links are absolute: `base_url` when that is absolute, else made from the request's host.
    """

    def __init__(self, service: Service, base_url: str, authorize: Authorize | None) -> None:
        self._service = service
        self._authorize = authorize
        self._fixed_base = base_url.rstrip("/") if "://" in base_url else ""
        self._base_path = (
            "/" + urlsplit(base_url).path.strip("/") if urlsplit(base_url).path.strip("/") else ""
        )
        self._started = service.instant()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("The FHIR store speaks HTTP only.")
        try:
            answer = await self._answer(scope, receive)
        except FhirProblem as problem:
            answer = problem_response(problem)
        except RecursionError:
            answer = problem_response(FhirProblem(400, "structure", "The body is nested too deeply."))
        except sqlite3.OperationalError as error:
            _log.error("fhir store: sqlite %s", getattr(error, "sqlite_errorname", "error"))
            busy = FhirProblem(503, "transient", "The store is busy: try again.", (), {"Retry-After": "1"})
            answer = problem_response(busy)
        except Exception as error:
            # the text of an unforeseen error may hold patient data: only its kind and place are logged
            _log.error("fhir store: %s at %s", type(error).__name__, _place_of(error))
            answer = problem_response(FhirProblem(500, "exception", "The store failed on this request."))
        headers = {"Cache-Control": "no-store", **answer.headers}
        media_type = FHIR_JSON if answer.body else None
        await Response(answer.body, answer.status, headers, media_type)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> FhirResponse:
        headers = Headers(scope=scope)
        request = self._request(scope, headers)
        _check_accepted(request)
        if request.path == ("metadata",) and request.method in ("GET", "HEAD"):
            return FhirResponse(200, orjson.dumps(capability_statement(request.base, self._started)))
        self._check_caller(headers)
        if request.method in ("POST", "PUT", "PATCH"):
            request.body = await _body(
                headers, receive, MOST_RESOURCE_BYTES if request.path else MOST_BUNDLE_BYTES
            )
            _check_content_type(request)
        return await self._service.serve(request)

    def _request(self, scope: Scope, headers: Headers) -> FhirRequest:
        path: str = scope["path"]
        root: str = scope.get("root_path", "").rstrip("/")
        if root and path.startswith(root):
            path = path[len(root) :]
        if self._base_path and (path == self._base_path or path.startswith(self._base_path + "/")):
            path = path[len(self._base_path) :]
        base = (
            self._fixed_base
            or f"{scope['scheme']}://{headers.get('host', 'localhost')}{root or self._base_path}"
        )
        query = scope.get("query_string", b"").decode("latin-1")
        return FhirRequest(
            method=scope["method"],
            path=tuple(each for each in path.split("/") if each),
            base=base,
            query=parse_qsl(query, keep_blank_values=True) if query else [],
            headers=headers,
        )

    def _check_caller(self, headers: Headers) -> None:
        if self._authorize is None:
            return
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if not self._authorize(token.strip() if scheme.lower() == "bearer" and token else None):
            needed = {"WWW-Authenticate": "Bearer"}
            raise FhirProblem(401, "login", "A valid bearer token is needed.", (), needed)


async def _body(headers: Headers, receive: Receive, most: int) -> bytes:
    """The body, refused as soon as it is longer than `most` bytes."""
    declared = headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared[:12]) > most:
        _too_large(most)
    chunks, length = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise FhirProblem(400, "incomplete", "The client went away.")
        chunks.append(message.get("body", b""))
        length += len(chunks[-1])
        if length > most:
            _too_large(most)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _too_large(most: int) -> NoReturn:
    raise FhirProblem(413, "too-long", f"The body is larger than {most} bytes.")


def _check_content_type(request: FhirRequest) -> None:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_read(request):
        allowed: tuple[str, ...] = (_FORM,) if request.body else (_FORM, "")
    elif request.method == "PATCH":
        allowed = (JSON_PATCH,)
    else:
        allowed = _JSON_TYPES
    if sent not in allowed:
        raise FhirProblem(415, "not-supported", f"The content type must be {allowed[0]}.")


def _check_accepted(request: FhirRequest) -> None:
    """Only JSON is spoken: 406 for a client that takes none."""
    wanted = dict(request.query).get("_format")
    if wanted is None:
        accept = request.headers.get("accept", "*/*").lower() or "*/*"
        spoken = any(each in accept for each in ("json", "*/*", "application/*"))
    else:
        spoken = unquote(wanted).partition(";")[0].strip().lower() in _JSON_FORMATS
    if not spoken:
        raise FhirProblem(406, "not-supported", "This server answers in application/fhir+json only.")


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"
