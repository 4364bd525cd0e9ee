"""All pages of the console, and its files."""

from pathlib import Path

from fastapi import APIRouter
from starlette.staticfiles import StaticFiles

from server.console import (
    account,
    deciding,
    inbox,
    knowledge,
    live,
    openid,
    overview,
    request_page,
    signing_in,
    talks,
    waiting,
)

static_files = StaticFiles(directory=Path(__file__).parent / "static")
router = APIRouter(include_in_schema=False)
for each in (
    signing_in,
    openid,
    inbox,
    request_page,
    deciding,
    talks,
    waiting,
    knowledge,
    overview,
    account,
    live,
):
    router.include_router(each.router, prefix="/staff")
