"""Nothing is approved without a person unless a named clinician has signed it, and then the result says who."""

from datetime import date
from typing import Any

import pytest

from clinic.refills import (
    ApprovedByStandingOrder,
    NotByStandingOrder,
    ProposedOrder,
    Reason,
    Recommendation,
    by_standing_order,
)
from clinic.settings.refills import Refills

TODAY = date(2026, 3, 2)
SIGNED = {
    "name": "Dr. Ama Osei",
    "npi": "1234567893",
    "signed_on": "2026-01-15",
    "classes": ["statin", "acid"],
    "most_refills": 1,
}
ORDER = ProposedOrder(
    based_on="order", medicine="Atorvastatin 20 mg tablet", dose="1 daily", quantity=90, refills=3
)
DUE = Recommendation(
    medicine="Atorvastatin 20 mg tablet",
    classes=("statin",),
    what="approve",
    decides="nurse",
    reasons=(Reason(rule="meets_protocol", source="docs"),),
    order=ORDER,
)


def protocol(**changed: Any) -> Refills:
    return Refills.model_validate({"auto_approve": True, "standing_orders": [{**SIGNED, **changed}]})


def test_what_was_signed_is_approved_in_the_name_of_who_signed_it() -> None:
    assert by_standing_order(protocol(), DUE, TODAY) == ApprovedByStandingOrder(
        order=ORDER.model_copy(update={"refills": 1}),
        name="Dr. Ama Osei",
        npi="1234567893",
        signed_on=date(2026, 1, 15),
    )


def test_by_default_nothing_is() -> None:
    assert by_standing_order(Refills(), DUE, TODAY) == NotByStandingOrder(why="off")
    signed_and_off = Refills.model_validate({"standing_orders": [SIGNED]})
    assert by_standing_order(signed_and_off, DUE, TODAY) == NotByStandingOrder(why="off")


@pytest.mark.parametrize(
    ("signed", "recommended", "why"),
    [
        ({}, {"what": "see_first"}, "not_recommended"),
        ({}, {"what": "review"}, "not_recommended"),
        ({"classes": ["benzodiazepine"]}, {"classes": ("benzodiazepine",), "schedule": 4}, "controlled"),
        ({"classes": ["acid"]}, {}, "class_not_signed"),
        ({}, {"classes": ("statin", "ace_arb")}, "class_not_signed"),
        ({}, {"classes": ()}, "class_not_signed"),
        ({"signed_on": "2026-03-03"}, {}, "expired"),
        ({"signed_on": "2025-03-02"}, {}, "expired"),
        ({}, {"order": None}, "no_order"),
    ],
)
def test_everything_else_needs_a_person(
    signed: dict[str, Any], recommended: dict[str, Any], why: str
) -> None:
    found = by_standing_order(protocol(**signed), DUE.model_copy(update=recommended), TODAY)
    assert found == NotByStandingOrder.model_validate({"why": why})


def test_a_combination_is_approved_when_all_its_classes_were_signed_for() -> None:
    both = DUE.model_copy(update={"classes": ("acid", "statin")})
    assert isinstance(by_standing_order(protocol(), both, TODAY), ApprovedByStandingOrder)
