"""Static pages: the patient page at / and the API's documentation at /docs. No build step, no inline script."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).parent.parent / "web"
router = APIRouter(include_in_schema=False)
files = StaticFiles(directory=WEB)


@router.api_route("/", methods=["GET", "HEAD"])
async def patient_page() -> FileResponse:
    return FileResponse(WEB / "index.html", media_type="text/html; charset=utf-8")


@router.api_route("/docs", methods=["GET", "HEAD"])
async def api_page() -> FileResponse:
    return FileResponse(WEB / "docs.html", media_type="text/html; charset=utf-8")
