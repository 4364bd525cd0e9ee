"""Approval by what a named clinician has signed: off unless clinic.yaml turns it on; the result says who signed."""

from datetime import date
from typing import Literal

from clinic.models import Value
from clinic.refills.recommendation import ProposedOrder, Recommendation
from clinic.settings.refills import Refills, StandingOrder

NotCovered = Literal[
    "off",
    "not_recommended",
    "controlled",
    "class_not_signed",
    "expired",
    "no_order",
]


class ApprovedByStandingOrder(Value):
    """What may be written to the EHR without anybody looking again, and in whose name."""

    outcome: Literal["approved_by_standing_order"] = "approved_by_standing_order"
    order: ProposedOrder
    """With no more refills than were signed for."""
    name: str
    npi: str
    signed_on: date
    """Of the clinician who signed the standing order."""


class NotByStandingOrder(Value):
    """Somebody has to decide, and why no standing order does."""

    outcome: Literal["not_by_standing_order"] = "not_by_standing_order"
    why: NotCovered


def by_standing_order(
    protocol: Refills, recommendation: Recommendation, today: date
) -> ApprovedByStandingOrder | NotByStandingOrder:
    """Whether a signed standing order covers a recommendation whose every rule is met. Several may: the first counts.

    Never a controlled medicine, whatever was signed, nor a class that a clinician decides each time. An order counts
    from the day it was signed until it is due for review (`good_for`).
    """
    if not protocol.auto_approve:
        return NotByStandingOrder(why="off")
    if recommendation.what != "approve" or recommendation.not_computed:
        return NotByStandingOrder(why="not_recommended")
    if recommendation.schedule is not None:
        return NotByStandingOrder(why="controlled")
    if recommendation.order is None:
        return NotByStandingOrder(why="no_order")
    signed = [each for each in protocol.standing_orders if _covers(each, recommendation)]
    valid = [each for each in signed if each.signed_on <= today < each.signed_on + each.good_for]
    if not valid:
        return NotByStandingOrder(why="expired" if signed else "class_not_signed")
    refills = min(recommendation.order.refills, valid[0].most_refills)
    return ApprovedByStandingOrder(
        order=recommendation.order.model_copy(update={"refills": refills}),
        name=valid[0].name,
        npi=valid[0].npi,
        signed_on=valid[0].signed_on,
    )


def _covers(signed: StandingOrder, recommendation: Recommendation) -> bool:
    """All classes of a combination have to be signed for."""
    return bool(recommendation.classes) and set(recommendation.classes) <= set(signed.classes)
