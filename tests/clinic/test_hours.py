"""When sites are open: weekly hours, holidays, and the nights on which clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from clinic.hours import DayHours, holiday_on, is_open, next_opening, opening_periods, weekly_hours
from clinic.settings import ClinicSettings
from clinic.windows import Window

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    """A local time in New York."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("site", "local", "expected"),
    [
        ("main", "2026-03-02T07:59", False),
        ("main", "2026-03-02T08:00", True),
        ("main", "2026-03-02T11:59", True),
        ("main", "2026-03-02T12:00", False),
        ("main", "2026-03-02T13:00", True),
        ("main", "2026-03-02T17:00", False),
        ("main", "2026-03-03T09:00", False),  # a holiday
        ("main", "2026-03-10T09:00", True),  # the same weekday without one
        ("main", "2026-03-05T09:00", False),  # no hours on Thursdays
        ("annex", "2026-03-07T23:00", True),
        ("annex", "2026-03-07T09:00", False),
    ],
)
def test_a_site_is_open_within_its_hours(
    small_clinic: ClinicSettings, site: str, local: str, expected: bool
) -> None:
    assert is_open(small_clinic, site, at(local)) is expected


def test_an_instant_of_another_zone_is_judged_by_the_clinics_clock(small_clinic: ClinicSettings) -> None:
    assert is_open(small_clinic, "main", datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    assert not is_open(small_clinic, "main", datetime(2026, 3, 2, 8, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 1), 3),
        (date(2026, 3, 8), 2),  # clocks go forward at 2
        (date(2026, 11, 1), 4),  # clocks go back at 2
    ],
)
def test_a_period_over_a_clock_change_lasts_as_long_as_it_does(
    small_clinic: ClinicSettings, day: date, hours: int
) -> None:
    (period,) = opening_periods(small_clinic, "annex", day)
    assert (period.end - period.start).total_seconds() == hours * 3600


def test_periods_come_earliest_first_whatever_their_order_in_the_file(small_clinic: ClinicSettings) -> None:
    assert opening_periods(small_clinic, "main", date(2026, 3, 2)) == (
        Window(at("2026-03-02T08:00"), at("2026-03-02T12:00")),
        Window(at("2026-03-02T13:00"), at("2026-03-02T17:00")),
    )


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-03-02T07:00", "2026-03-02T08:00"),
        ("2026-03-02T08:00", "2026-03-02T13:00"),
        ("2026-03-02T18:00", "2026-03-04T08:00"),  # over the holiday
        ("2026-03-06T12:00", "2026-03-09T08:00"),  # over the weekend
    ],
)
def test_the_next_opening_skips_what_is_closed(
    small_clinic: ClinicSettings, after: str, expected: str
) -> None:
    opening = next_opening(small_clinic, "main", at(after))
    assert opening is not None
    assert opening.start == at(expected)


def test_a_site_without_hours_never_opens(small_clinic: ClinicSettings) -> None:
    closed = small_clinic.sites["main"].model_copy(update={"hours": {}})
    settings = small_clinic.model_copy(update={"sites": {"main": closed}})
    assert next_opening(settings, "main", at("2026-03-02T08:00")) is None


def test_the_week_is_told_with_equal_days_together(small_clinic: ClinicSettings) -> None:
    whole, morning = ((time(8), time(12)), (time(13), time(17))), ((time(8), time(12)),)
    assert weekly_hours(small_clinic.sites["main"]) == (
        DayHours("mon", "tue", whole),
        DayHours("wed", "wed", morning),
        DayHours("thu", "thu", ()),
        DayHours("fri", "fri", morning),
        DayHours("sat", "sun", ()),
    )


def test_a_holiday_is_named(small_clinic: ClinicSettings) -> None:
    holiday = holiday_on(small_clinic, date(2026, 3, 3))
    assert holiday is not None
    assert holiday.name == {"en": "Founders' Day"}
    assert holiday_on(small_clinic, date(2026, 3, 4)) is None
