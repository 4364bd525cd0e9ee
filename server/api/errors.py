"""Turns every error of the framework and of ours into problem+json."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from clinic.errors import FrontdeskError
from server.problems import problem_from, problem_response

OUR_CODES = frozenset({"empty_text", "text_too_long", "not_text", "text_and_option"})
"""Errors of `server.api.lines`: a code and a sentence of their own."""
HTTP_CODES = {
    400: ("broken_json", "The body could not be read as JSON in UTF-8."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("body_too_large", "The request body is too large."),
    415: ("not_json", "Send the body as application/json."),
}


def add_error_answers(app: FastAPI) -> None:
    app.add_exception_handler(FrontdeskError, _on_our_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)


async def _on_our_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, FrontdeskError)
    return problem_from(error)


async def _on_http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = HTTP_CODES.get(error.status_code, ("http_error", "The request could not be answered."))
    response = problem_response(status=error.status_code, code=code, detail=detail)
    response.headers.update(error.headers or {})
    return response


async def _on_invalid_request(_request: Request, error: Exception) -> Response:
    """The first mistake names the code; all are listed by place and kind, without what was sent."""
    assert isinstance(error, RequestValidationError)
    problems = error.errors()
    kinds = [problem["type"] for problem in problems]
    if "json_invalid" in kinds:
        code, detail = HTTP_CODES[400]
        return problem_response(status=400, code=code, detail=detail)
    listed = [_place(problem) for problem in problems]
    for kind, problem in zip(kinds, problems, strict=True):
        if kind in OUR_CODES:
            return problem_response(status=422, code=kind, detail=problem["msg"], errors=listed)
    return problem_response(
        status=422,
        code="invalid_request",
        detail="The request cannot be used as it is: see `errors` for the places.",
        errors=listed,
    )


def _place(problem: Any) -> dict[str, Any]:
    return {"where": [str(part) for part in problem["loc"]], "what": problem["msg"]}
