"""When a date or time counts as the one that was meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.understanding.date_values import (
    same_day,
    same_day_range,
    same_daypart,
    same_time,
    same_time_range,
)

DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@pytest.mark.parametrize(
    ("value", "meant", "either_half", "right"),
    [
        ("16:00", "16:00", False, True),
        ("16:00", "04:00", False, False),
        ("16:00", "04:00", True, True),
        ("17:00/20:00", "17:00", False, True),
        ("08:00/10:00", "10:00", False, True),
        ("16:30/17:30", "17:00", False, False),
        ("16:15", "16:00", True, False),
    ],
)
def test_a_moment_is_right_exactly_or_as_the_end_of_a_range(
    value: str, meant: str, either_half: bool, right: bool
) -> None:
    assert same_time(value, meant, either_half=either_half) is right


@pytest.mark.parametrize(
    ("value", "meant", "right"),
    [
        ("14:00/16:00", ("14:00", "16:00"), True),
        ("14:00/16:00", ("14:00", "15:30"), False),
        ("14:00/20:00", ("14:00", None), True),
        ("08:00/16:00", (None, "16:00"), True),
        ("14:00", ("14:00", None), False),
    ],
)
def test_a_range_of_hours_needs_both_ends_that_were_said(
    value: str, meant: tuple[str | None, str | None], right: bool
) -> None:
    assert same_time_range(value, meant, either_half=False) is right


@pytest.mark.parametrize(
    ("value", "meant", "right"),
    [
        ("12:00/17:00", ("16:00", "20:00"), True),
        ("08:00/12:00", ("12:00", "16:00"), False),
        ("17:00/20:00", ("18:00", "20:00"), True),
        ("20:00/02:00", ("22:00", "24:00"), True),
        ("15:00", ("12:00", "16:00"), False),
    ],
)
def test_parts_of_the_day_agree_when_they_share_an_hour(
    value: str, meant: tuple[str, str], right: bool
) -> None:
    assert same_daypart(value, meant) is right


@pytest.mark.parametrize(
    ("value", "meant", "right"),
    [
        ("2026-03-04", "2026-03-04", True),
        ("2026-03-04/2026-03-08", "2026-03-04", True),
        ("2026-03-05", "2026-03-04", False),
    ],
)
def test_a_day_is_right_alone_or_at_an_end(value: str, meant: str, right: bool) -> None:
    assert same_day(value, meant) is right


@given(first=DAYS, length=st.integers(1, 60))
def test_a_range_is_right_whether_its_end_is_counted_or_not(first: date, length: int) -> None:
    ours = f"{first}/{first + timedelta(days=length)}"
    assert same_day_range(ours, (str(first), str(first + timedelta(days=length))))
    assert same_day_range(ours, (str(first), str(first + timedelta(days=length + 1))))
    assert not same_day_range(ours, (str(first), str(first + timedelta(days=length + 2))))
    assert not same_day_range(ours, (str(first + timedelta(days=1)), str(first + timedelta(days=length))))


@pytest.mark.parametrize(
    ("value", "must_be_range", "right"),
    [
        ("2026-03-07", False, True),
        ("2026-03-07", True, False),
        ("2026-03-07/2026-05-07", True, True),
        ("2026-03-08/2026-05-07", True, True),
        ("2026-03-06/2026-05-07", True, False),
    ],
)
def test_after_a_day_is_a_range_that_starts_with_it_or_the_day_after(
    value: str, must_be_range: bool, right: bool
) -> None:
    assert same_day_range(value, ("2026-03-07", None), must_be_range=must_be_range) is right
