"""POST /v1/requests/{id}/claim and /release: two people do not work on one request."""

from typing import Any

from fastapi import APIRouter

from server.api.access import TheFrontdesk
from server.api.staff_access import TheStaff
from server.problems import PROBLEM_JSON
from server.requests.claims import claim, release
from server.requests.views import RequestView, view

PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem (RFC 9457) with a `code`", "content": {PROBLEM_JSON: {}}}
}
router = APIRouter(prefix="/v1/requests", tags=["requests"], responses=PROBLEM)


@router.post("/{request_id}/claim")
async def claim_request(frontdesk: TheFrontdesk, staff: TheStaff, request_id: str) -> RequestView:
    """Keep others from deciding it; again to go on. 409 `claimed_by_other` while somebody else has it."""
    return await view(frontdesk, await claim(frontdesk, request_id, staff))


@router.post("/{request_id}/release")
async def release_request(frontdesk: TheFrontdesk, staff: TheStaff, request_id: str) -> RequestView:
    """Give it back."""
    return await view(frontdesk, await release(frontdesk, request_id, staff))
