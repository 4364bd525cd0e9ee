"""One request on one screen: who, what, why it is recommended, the record, the words, and what can be done."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from clinic.requests import DECIDABLE, ROLES, rules_of, why_not
from graph.requests.kinds import kind_of
from server.api.access import TheFrontdesk
from server.console.access import ConsoleRoute, Form, Visitor
from server.console.people import names_of
from server.console.rendering import page
from server.console.undo import undoable
from server.problems import ClaimedByOther
from server.records.leases import machine_now
from server.requests.claims import claim, release
from server.requests.views import view
from server.staff.accounts import all_accounts
from server.viewed import note_viewed

router = APIRouter(route_class=ConsoleRoute)


@router.get("/requests/{request_id}")
async def request_page(
    frontdesk: TheFrontdesk,
    session: Visitor,
    request_id: str,
    problem: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Opening it claims it, where it is free and waits."""
    staff = session.account.staff()
    row = await frontdesk.requests.presented(request_id)
    may = row.status in DECIDABLE
    if may:
        with suppress(ClaimedByOther):
            row = await claim(frontdesk, request_id, staff)
    shown = await view(frontdesk, row)
    held = row.claimed_by if row.claimed_until and row.claimed_until > machine_now() else None
    recommendation = shown.checked.recommendation
    refusal = why_not(
        staff,
        "approve",
        rules_of(row.kind, frontdesk.clinic),
        clinician_only=bool(recommendation and recommendation.clinician_only),
    )
    accounts = await frontdesk.database.read(all_accounts)
    await note_viewed(frontdesk, staff, request=request_id, conversation_id=row.conversation_id)
    return page(
        "request.html",
        frontdesk,
        session,
        request=shown,
        may=may and held in (None, staff.id),
        refusal=refusal,
        rejects=staff.role in rules_of(row.kind, frontdesk.clinic).decide,
        by_people=kind_of(row.kind).by_people,
        told_as=kind_of(row.kind).told_as,
        held_by_other=held if held not in (None, staff.id) else None,
        names=await names_of(
            frontdesk.database, [held, row.assigned_to, *(each.by for each in shown.history)]
        ),
        roles=ROLES,
        colleagues=[each for each in accounts if not each.disabled],
        undo=await undoable(frontdesk, request_id, session.account),
        problem=problem,
        claim_seconds=int(frontdesk.clinic.requests.claim.total_seconds()),
        section="inbox",
    )


@router.post("/requests/{request_id}/claim")
async def keep(frontdesk: TheFrontdesk, session: Visitor, form: Form, request_id: str) -> Response:  # noqa: ARG001
    """A sign of life of an open page. 409 when somebody else has it now."""
    await claim(frontdesk, request_id, session.account.staff())
    return Response(status_code=204)


@router.post("/requests/{request_id}/release")
async def leave(frontdesk: TheFrontdesk, session: Visitor, form: Form, request_id: str) -> Response:  # noqa: ARG001
    await release(frontdesk, request_id, session.account.staff())
    return Response(status_code=204)
