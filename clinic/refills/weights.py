"""What each rule of the protocol means for a request: how it is treated, who decides, whether an order is proposed.

Roles and the rest are [GK] unless docs/operator/refills.md names a source: a clinician of the clinic reviews them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clinic.refills.recommendation import Decider, Figure, Reason, Rule, What

DOCS = "docs/operator/refills.md"


@dataclass(frozen=True)
class Weight:
    """`keeps_order` False: nothing is proposed, so that nobody approves it by habit."""

    what: What
    decides: Decider
    keeps_order: bool = True


WEIGHTS: Mapping[Rule, Weight] = {
    "side_effect": Weight("urgent", "nurse", keeps_order=False),
    "running_out": Weight("urgent", "nurse"),
    "allergy": Weight("review", "clinician", keeps_order=False),
    "stopped": Weight("review", "clinician", keeps_order=False),
    "schedule_2": Weight("review", "clinician", keeps_order=False),
    "controlled": Weight("review", "clinician", keeps_order=False),
    "controlled_expired": Weight("review", "clinician", keeps_order=False),
    "pregnant": Weight("review", "clinician", keeps_order=False),
    "class_unknown": Weight("review", "clinician", keeps_order=False),
    "not_routine": Weight("review", "clinician"),
    "too_young": Weight("review", "clinician"),
    "new_treatment": Weight("review", "clinician"),
    "other_prescriber": Weight("review", "clinician", keeps_order=False),
    "other_dose": Weight("review", "clinician"),
    "not_working": Weight("review", "clinician"),
    "lab_high": Weight("review", "clinician"),
    "bridges_used_up": Weight("review", "clinician", keeps_order=False),
    "lost_or_stolen": Weight("review", "nurse"),
    "not_on_list": Weight("review", "nurse", keeps_order=False),
    "which_one": Weight("review", "nurse", keeps_order=False),
    "not_computable": Weight("review", "nurse"),
    "too_soon": Weight("review", "nurse"),
    "visit_overdue": Weight("see_first", "nurse"),
    "lab_overdue": Weight("see_first", "nurse"),
    "already_asked": Weight("review", "front_desk", keeps_order=False),
    "refills_left": Weight("review", "front_desk", keeps_order=False),
    "meets_protocol": Weight("approve", "nurse"),
}
"""In the order in which reasons are told: the weightiest first."""

_WHATS: tuple[What, ...] = ("approve", "see_first", "review", "urgent")
_ROLES: tuple[Decider, ...] = ("front_desk", "nurse", "clinician")
_ORDER = {rule: at for at, rule in enumerate(WEIGHTS)}


def reason(rule: Rule, **figures: Figure) -> Reason:
    """A reason with the place of its source."""
    return Reason(rule=rule, figures=figures, source=f"{DOCS}#{rule}")


def weightiest_first(reasons: list[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda each: _ORDER[each.rule]))


def treatment(reasons: tuple[Reason, ...]) -> tuple[What, Decider, bool]:
    """What all reasons together ask for, the least role that may decide, and whether an order may be proposed."""
    weights = [WEIGHTS[each.rule] for each in reasons]
    return (
        max((each.what for each in weights), key=_WHATS.index),
        max((each.decides for each in weights), key=_ROLES.index),
        all(each.keeps_order for each in weights),
    )
