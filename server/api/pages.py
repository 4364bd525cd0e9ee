"""Static pages (the patient page at /, the API's documentation at /docs) and the chat that other pages embed."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from server.api.access import TheFrontdesk
from server.edge import content_policy
from server.origins import may_talk
from server.widget_module import widget_module

WEB = Path(__file__).parent.parent / "web"
ANY_PAGE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""For what is no secret: the software, and what the clinic tells everybody."""
router = APIRouter(include_in_schema=False)
files = StaticFiles(directory=WEB)


class WidgetFacts(BaseModel):
    """What the chat has to know of the clinic. `allowed`: whether the asking page may embed it."""

    name: str
    phone: str
    emergency: str
    title: dict[str, str]
    languages: tuple[str, ...]
    voice: str
    allowed: bool
    integrity: str
    """Of /widget.js, for the script tag."""


@router.api_route("/", methods=["GET", "HEAD"])
async def patient_page(frontdesk: TheFrontdesk) -> FileResponse:
    """May be framed by the pages that may embed the chat."""
    policy = content_policy(framed_by=frontdesk.clinic.widget.origins)
    return FileResponse(
        WEB / "index.html",
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": policy},
    )


@router.api_route("/docs", methods=["GET", "HEAD"])
async def api_page() -> FileResponse:
    return FileResponse(WEB / "docs.html", media_type="text/html; charset=utf-8")


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def widget(
    accept_encoding: Annotated[str, Header()] = "", if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """The chat as one module. Browsers ask each time whether it has changed."""
    module = widget_module()
    headers = ANY_PAGE | {"Cache-Control": "no-cache", "ETag": module.etag, "Vary": "Accept-Encoding"}
    if if_none_match == module.etag:
        return Response(status_code=304, headers=headers)
    zipped = "gzip" in accept_encoding
    return Response(
        module.zipped if zipped else module.source,
        media_type="text/javascript; charset=utf-8",
        headers=headers | ({"Content-Encoding": "gzip"} if zipped else {}),
    )


@router.get("/widget.json")
async def widget_facts(request: Request, frontdesk: TheFrontdesk) -> Response:
    """For the chat on any page, also one that may not embed it: it shows the phone number then."""
    clinic, origin = frontdesk.clinic, request.headers.get("origin")
    facts = WidgetFacts(
        name=clinic.name,
        phone=clinic.phone,
        emergency=clinic.emergency.medical,
        title=clinic.widget.title,
        languages=clinic.languages,
        voice=clinic.widget.voice,
        allowed=origin is None or may_talk(frontdesk, origin, request.headers.get("host", "")),
        integrity=widget_module().integrity,
    )
    return Response(
        facts.model_dump_json(), media_type="application/json", headers=ANY_PAGE | {"Vary": "Origin"}
    )
