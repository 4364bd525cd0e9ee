"""How athenaOne answers: lists by offset, missing fields, what is gone, dates."""

from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def a_date(written: str | None) -> date | None:
    try:
        return datetime.strptime(written or "", "%m/%d/%Y").date()  # noqa: DTZ007 a calendar date
    except ValueError:
        return None


def listed(request: Request, name: str, entries: list[dict[str, Any]]) -> Response:
    limit, offset = int(request.query_params.get("limit", 1000)), int(request.query_params.get("offset", 0))
    page: dict[str, Any] = {"totalcount": len(entries), name: entries[offset : offset + limit]}
    if offset + limit < len(entries):
        page["next"] = f"{request.url.path}?limit={limit}&offset={offset + limit}"
    return JSONResponse(page)


def missing(*fields: str) -> Response:
    return JSONResponse({"error": "Additional fields are required.", "missingfields": list(fields)}, 400)


def gone(what: str) -> Response:
    return JSONResponse({"error": what}, 404)
