"""A correction undoes what was built on the old value, and no more."""

from datetime import UTC, datetime

import pytest

from agents.tasks import Task
from clinic.models import Offer

OFFER = Offer(
    slot_id="s1",
    visit_type="follow_up",
    start=datetime(2026, 3, 5, 14, tzinfo=UTC),
    end=datetime(2026, 3, 5, 14, 20, tzinfo=UTC),
    clinician_id="c",
    clinician_name="Dr. C",
    site_id="l",
    site_name="Main",
)
READ_BACK = Task(
    id="t",
    kind="book",
    slots={
        "visit_type": "follow_up",
        "date": "2026-03-05",
        "reason": "knee",
        "offer": "s1",
        "confirmed": "yes",
    },
    offers=(OFFER,),
)


@pytest.mark.parametrize("slot", ["visit_type", "date", "time", "clinician", "site"])
def test_a_new_wish_takes_back_the_choice_and_the_yes(slot: str) -> None:
    changed = READ_BACK.with_slot(slot, "other")
    assert changed.slot("offer") is None
    assert changed.slot("confirmed") is None
    assert changed.offers == ()
    assert changed.slot("reason") == "knee"


def test_another_choice_takes_back_the_yes_and_keeps_the_offers() -> None:
    changed = READ_BACK.with_slot("offer", "s2")
    assert changed.slot("confirmed") is None
    assert changed.offers == (OFFER,)


def test_the_same_value_again_changes_nothing() -> None:
    assert READ_BACK.with_slot("date", "2026-03-05") is READ_BACK


def test_an_offer_that_was_not_made_cannot_be_chosen() -> None:
    assert READ_BACK.with_slot("offer", "forged").chosen() is None
