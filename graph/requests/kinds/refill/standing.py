"""Refills that a clinician has approved beforehand, by a standing order of clinic.yaml; off unless signed."""

from clinic.refills import by_standing_order, recommend
from clinic.refills.standing_orders import ApprovedByStandingOrder
from clinic.requests import Decision, Staff
from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.refill.check import read_facts, told_of
from graph.requests.services import RequestServices


async def standing_order(draft: Draft, services: RequestServices) -> Given | None:
    """The approval in the name of who signed, with no more than was signed for; None where somebody has to decide."""
    if not services.settings.refills.auto_approve or draft.assurance != "verified":
        return None
    facts, trouble = await read_facts(draft, services)
    if trouble:
        return None
    now = services.clock.now()
    today = now.astimezone(services.settings.zone).date()
    waiting = await services.prescriptions_waiting(draft)
    (advice, *_) = recommend(services.settings.refills, facts, told_of(draft), today, waiting)
    signed = by_standing_order(services.settings.refills, advice, today)
    if not isinstance(signed, ApprovedByStandingOrder):
        return None
    edits = {"quantity": f"{signed.order.quantity:g}", "refills": str(signed.order.refills)}
    return Given(
        id=f"{draft.id}.standing_order",
        at=now,
        decision=Decision(version=0, action="approve", edits=edits),
        by=Staff(id=f"standing_order:{signed.npi}", role="clinician", name=signed.name, npi=signed.npi),
    )
