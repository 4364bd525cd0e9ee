"""What the approval of a refill writes: one renewed prescription, as approved or edited."""

from clinic.care import RefillOrder
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect
from graph.requests.kinds.writing import InvalidEdit, approver_of, effect_of, number
from graph.requests.services import RequestServices, staff_session
from graph.requests.waiting import Proposal


async def apply(draft: Draft, proposal: Proposal, given: Given, services: RequestServices) -> Effect:
    """The key is the request's: however often it is tried, one order stands."""
    fields = proposal.fields
    if proposal.action != "order_refill" or given.decision is None:
        return Effect(outcome="failed", code="prescribe_in_the_ehr")
    if not fields.get("quantity", "").strip():
        return Effect(outcome="failed", code="say_how_much")
    try:
        order = RefillOrder(
            medication_id=fields["medication_id"],
            quantity=number("quantity", fields.get("quantity", "")),
            refills=_whole("refills", fields.get("refills", "")),
            dose=given.decision.edits.get("dose", ""),  # unedited directions stay, structure and all
            pharmacy=fields.get("pharmacy", ""),
            note=fields.get("note", ""),
        )
    except InvalidEdit as wrong:
        return Effect(outcome="failed", code=f"invalid_{wrong.field}")
    answer = await services.ehr.order_refill(
        staff_session(draft), order=order, approver=approver_of(given), idempotency_key=f"{draft.id}.order"
    )
    return effect_of(answer)


def _whole(field: str, text: str) -> int | None:
    value = number(field, text)
    if value is None:
        return None
    if value != int(value):
        raise InvalidEdit(field)
    return int(value)
