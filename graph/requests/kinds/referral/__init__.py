"""A referral: complete before it goes out, and one order to the specialist that an approval writes."""

from typing import get_args

from clinic.care import ReferralOrder
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect, Kind
from graph.requests.kinds.reasons import reason
from graph.requests.kinds.writing import approver_of, effect_of
from graph.requests.services import RequestServices, staff_session
from graph.requests.waiting import Checked, Proposal, Recommendation

EDITABLE = ("specialty", "reason", "place", "authorization", "urgency")
_NEEDED = {"specialty": "which specialist", "reason": "what it is for"}
_URGENCIES = get_args(ReferralOrder.model_fields["urgency"].annotation)


async def check(draft: Draft, services: RequestServices) -> Checked:  # noqa: ARG001
    """What is asked for, and what is missing before it can go out."""
    fields = {
        "specialty": draft.told.get("specialty", ""),
        "reason": draft.told.get("reason", "") or draft.words,
        "place": draft.told.get("place", ""),
        "authorization": draft.told.get("authorization", ""),
        "urgency": "urgent" if draft.urgent else "routine",
    }
    missing = [what for name, what in _NEEDED.items() if not fields[name]]
    reasons = [reason("needs_clinician")]
    if not draft.patient_id:
        missing.append("who asks (nobody on file was identified)")
    if missing:
        reasons.append(reason("incomplete", missing=", ".join(missing)))
    action = "order_referral" if draft.patient_id else ""
    return Checked(
        recommendation=Recommendation(what="review", reasons=tuple(reasons), clinician_only=True),
        proposal=Proposal(action=action, fields=fields, editable=EDITABLE),
    )


async def apply(draft: Draft, proposal: Proposal, given: Given, services: RequestServices) -> Effect:
    """The key is the request's: however often it is tried, one order stands."""
    fields = {name: proposal.fields.get(name, "") for name in EDITABLE}
    if not fields["specialty"]:
        return Effect(outcome="failed", code="invalid_specialty")
    if fields["urgency"] not in _URGENCIES:
        return Effect(outcome="failed", code="invalid_urgency")
    answer = await services.ehr.order_referral(
        staff_session(draft),
        order=ReferralOrder.model_validate(fields),
        approver=approver_of(given),
        idempotency_key=f"{draft.id}.order",
    )
    return effect_of(answer)


REFERRAL = Kind("referral", filed_as="referral", check=check, apply=apply, by_people=False)
