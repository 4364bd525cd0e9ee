"""How long a supply lasts: HL7's own examples, the law's limits, and what holds for any supply."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.refills import Directions, Fill, NotComputed, Prescription
from clinic.refills.supply import days_of, due_on, has_expired, prescribed_until, refills_left, runs_out_on
from clinic.settings.refills import Refills

START = date(2026, 1, 1)
QI_CORE = Directions(dose=5, times_a_day=3)
PROTOCOL = Refills()


def test_a_dispense_lasts_as_long_as_qi_cores_example_says() -> None:
    assert days_of(450, None, QI_CORE) == 30
    assert days_of(450, 28, QI_CORE) == 28


def test_a_request_lasts_as_long_as_qi_cores_example_says() -> None:
    request = Prescription(
        id="cmd-example", name="x", directions=QI_CORE, quantity=100, refills=2, written_on=START
    )
    until = prescribed_until(request)
    assert until is not None
    # 100 * (1 + 2) / 15 = 20 days; each fill alone lasts 6 whole ones.
    assert (until - START).days == 18 <= 20


@pytest.mark.parametrize(
    ("quantity", "directions", "why"),
    [
        (None, QI_CORE, "no_quantity"),
        (90, Directions(times_a_day=1), "no_dose"),
        (90, Directions(dose=1), "no_rhythm"),
        (90, Directions(dose=1, times_a_day=1, as_needed=True), "as_needed"),
        (90, Directions(dose=1, times_a_day=1, steps=2), "split_or_tapered"),
        (1, Directions(dose=2, times_a_day=1), "less_than_a_day"),
    ],
)
def test_what_cannot_be_computed_says_why(quantity: float | None, directions: Directions, why: str) -> None:
    assert days_of(quantity, None, directions) == NotComputed(figure="supply", why=why)


@pytest.mark.parametrize(
    ("written", "last_good_day"),
    [
        (date(2025, 9, 1), date(2026, 3, 1)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2025, 12, 31), date(2026, 6, 30)),
        (date(2026, 6, 15), date(2026, 12, 15)),
    ],
)
def test_six_months_are_to_the_same_day_or_the_months_last(written: date, last_good_day: date) -> None:
    order = Prescription(id="p", name="x", written_on=written)
    assert not has_expired(order, 4, last_good_day)
    assert has_expired(order, 4, last_good_day + timedelta(days=1))
    assert not has_expired(order, None, last_good_day + timedelta(days=1))


@pytest.mark.parametrize(
    ("allowed", "fills", "left"), [(3, 0, 4), (3, 1, 3), (3, 2, 2), (3, 4, 0), (3, 6, 0), (0, 1, 0)]
)
def test_the_first_fill_is_no_refill(allowed: int, fills: int, left: int) -> None:
    order = Prescription(id="p", name="x", refills=allowed, written_on=START)
    handed = [Fill(name="x", handed_over_on=START + timedelta(days=each)) for each in range(fills)]
    assert refills_left(order, handed, None, START) == left
    assert refills_left(order, handed, 2, START) == 0


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 365), st.sampled_from([None, 2, 3, 4, 5]), st.floats(0.5, 1), st.integers(0, 10)
)  # fmt: skip
def test_no_fill_is_due_before_the_share_is_used_nor_after_it_ran_out(
    lasts: int, schedule: int | None, share: float, early: int
) -> None:
    protocol = Refills(used=share, used_controlled=share, early_controlled=timedelta(days=early))
    order = Prescription(id="p", name="x")
    last = Fill(name="x", handed_over_on=START, days=lasts)
    due, end = due_on(last, order, schedule, protocol), runs_out_on(last, order)
    assert isinstance(due, date)
    assert isinstance(end, date)
    assert due <= end
    assert (due - START).days >= round(share * lasts, 6) - 1e-6
    if schedule == 2:
        assert due == end
    elif schedule is not None:
        assert (end - due).days <= early
