"""The staff part of /v1 on requests: list them, read one with its whole context, and decide."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from clinic.requests import Decision, Status
from clinic.requests.decisions import LONGEST, Action
from server.api.access import TheFrontdesk
from server.api.staff_access import TheStaff
from server.problems import PROBLEM_JSON
from server.records.requests import Wish, count_requests, list_requests
from server.requests.views import Listed, RequestView, listed, view
from server.viewed import note_viewed

PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem (RFC 9457) with a `code`", "content": {PROBLEM_JSON: {}}}
}
router = APIRouter(prefix="/v1/requests", tags=["requests"], responses=PROBLEM)


class RequestList(BaseModel):
    """Urgent ones first, then by when they are due. `counts`: of the open ones by kind, "" all, "overdue" late."""

    requests: tuple[Listed, ...]
    counts: dict[str, int]


class NewDecision(BaseModel):
    """What is to be done. `version` is that of the request as it was read."""

    model_config = ConfigDict(extra="forbid")

    version: int
    action: Action
    edits: dict[str, str | int | float] = {}
    reason: Annotated[str, Field(max_length=LONGEST)] = ""
    question: Annotated[str, Field(max_length=LONGEST)] = ""
    reply: Annotated[str, Field(max_length=LONGEST)] = ""
    to: Annotated[str, Field(max_length=64)] = ""
    hold_seconds: Annotated[float, Field(ge=0, le=60)] = 0
    """How long it can be undone before it is applied."""

    def decision(self) -> Decision:
        given = self.model_dump(exclude={"hold_seconds"})
        return Decision.model_validate(
            given | {"edits": {name: str(value) for name, value in self.edits.items()}}
        )


@router.get("")
async def read_requests(
    frontdesk: TheFrontdesk,
    staff: TheStaff,  # noqa: ARG001 signed in is enough to look
    status: Annotated[list[Status] | None, Query()] = None,
    kind: str = "",
    assigned_to: str = "",
    patient_id: str = "",
    overdue: bool = False,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> RequestList:
    """Requests, by status, kind, person or patient; those that wait for a decision when no status is named."""
    now = frontdesk.clock.now()
    wish = Wish(
        status=tuple(status or ("waiting", "asking")),
        kind=kind,
        assigned_to=assigned_to,
        patient_id=patient_id,
        overdue_at=now if overdue else None,
        offset=offset,
        limit=limit,
    )
    rows = await list_requests(frontdesk.database, wish)
    counts = await count_requests(frontdesk.database, wish, now=now)
    return RequestList(requests=tuple(listed(row, now) for row in rows), counts=counts)


@router.get("/{request_id}")
async def read_request(
    frontdesk: TheFrontdesk,
    staff: TheStaff,
    request_id: str,
) -> RequestView:
    """One request with everything that is needed to decide, and what was decided before."""
    row = await frontdesk.requests.presented(request_id)
    await note_viewed(frontdesk, staff, request=request_id, conversation_id=row.conversation_id)
    return await view(frontdesk, row)


@router.post("/{request_id}/decision")
async def decide(frontdesk: TheFrontdesk, staff: TheStaff, request_id: str, body: NewDecision) -> RequestView:
    """Decide. 409 `stale_decision` when the version has moved on, 403 when the role may not decide that kind."""
    hold = timedelta(seconds=body.hold_seconds)
    row = await frontdesk.requests.decide(request_id, body.decision(), staff, hold=hold)
    return await view(frontdesk, row)


@router.post("/{request_id}/undo")
async def undo(frontdesk: TheFrontdesk, staff: TheStaff, request_id: str) -> RequestView:
    """Take back one's own decision while it is held back. 409 `nothing_to_undo` when there is none."""
    return await view(frontdesk, await frontdesk.requests.undo(request_id, staff))
