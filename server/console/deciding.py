"""Deciding in the console: each button is a form, held back a while so that a slip can be taken back."""

from typing import Any, get_args

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from clinic.requests import Action, Decision, InvalidDecision
from server.api.access import TheFrontdesk
from server.console.access import ConsoleRoute, Form, Visitor, go, text_of
from server.problems import ClaimedByOther, NothingToUndo, NotYours, StaleDecision
from server.records.requests import find_request
from server.requests.claims import release

router = APIRouter(route_class=ConsoleRoute)
EDIT = "edit."
"""Fields of the proposal that may be changed stand in the form under this prefix."""


@router.post("/requests/{request_id}/decide")
async def decide(frontdesk: TheFrontdesk, session: Visitor, form: Form, request_id: str) -> Response:
    """Back to the inbox with the undo, or to the request with what was wrong."""
    by = session.account.staff()
    hold = frontdesk.clinic.requests.undo
    row = await find_request(frontdesk.database, request_id)
    before = row.waiting.checked.proposal.fields if row and row.waiting else {}
    try:
        decision = _decision(form, before)
        await frontdesk.requests.decide(request_id, decision, by, hold=hold)
    except (StaleDecision, ClaimedByOther, NotYours, InvalidDecision) as error:
        return go(f"/staff/requests/{request_id}?problem={error.code}")
    await release(frontdesk, request_id, by)
    return go(f"/staff?decided={request_id}")


@router.post("/requests/{request_id}/undo")
async def undo(frontdesk: TheFrontdesk, session: Visitor, form: Form, request_id: str) -> Response:  # noqa: ARG001
    try:
        await frontdesk.requests.undo(request_id, session.account.staff())
    except NothingToUndo as error:
        return go(f"/staff/requests/{request_id}?problem={error.code}")
    return go(f"/staff/requests/{request_id}")


def _decision(form: FormData, before: dict[str, str]) -> Decision:
    """What the form says; fields that were not changed are no edits. Raises InvalidDecision."""
    action = text_of(form, "action")
    if action not in get_args(Action):
        raise InvalidDecision("There is no such decision.")
    edits = {
        name.removeprefix(EDIT): text_of(form, name)
        for name in form
        if name.startswith(EDIT) and text_of(form, name) != before.get(name.removeprefix(EDIT), "").strip()
    }
    given: dict[str, Any] = {name: text_of(form, name) for name in ("reason", "question", "reply", "to")}
    version = text_of(form, "version")
    given |= {"version": int(version) if version.isdecimal() else -1, "action": action}
    try:
        return Decision.model_validate(given | {"edits": edits if action == "approve" else {}})
    except ValidationError:
        raise InvalidDecision("Something is missing in the form.") from None
