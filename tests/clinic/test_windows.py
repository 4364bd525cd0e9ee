"""Days and times of day as instants: tables for the nights on which clocks change, and laws for every day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.windows import Dates, TimesOfDay, Window, day_window, fits, local_instant, windows_of

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in ("America/New_York", "America/Los_Angeles", "Europe/Madrid", "Pacific/Apia", "UTC")
    ]
)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 3, 2), time(9), "2026-03-02T14:00:00+00:00"),
        (date(2026, 3, 8), time(1, 59), "2026-03-08T06:59:00+00:00"),
        (date(2026, 3, 8), time(2, 30), "2026-03-08T07:30:00+00:00"),  # does not exist: 3:30 is meant
        (date(2026, 3, 8), time(3, 30), "2026-03-08T07:30:00+00:00"),
        (date(2026, 3, 9), time(9), "2026-03-09T13:00:00+00:00"),
        (date(2026, 11, 1), time(1, 30), "2026-11-01T05:30:00+00:00"),  # comes twice: the first is meant
        (date(2026, 11, 1), time(9), "2026-11-01T14:00:00+00:00"),
    ],
)
def test_a_local_time_is_an_instant(day: date, at: time, expected: str) -> None:
    assert local_instant(day, at, NEW_YORK).isoformat() == expected


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 7), 24), (date(2026, 3, 8), 23), (date(2026, 11, 1), 25)]
)
def test_a_day_has_the_hours_that_it_has(day: date, hours: int) -> None:
    window = day_window(day, NEW_YORK)
    assert window.end - window.start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-03-03", date(2026, 3, 3), date(2026, 3, 3)),
        ("2026-03-03/2026-03-06", date(2026, 3, 3), date(2026, 3, 6)),
    ],
)
def test_dates_are_read_as_the_commands_write_them(written: str, first: date, last: date) -> None:
    assert Dates.parse(written) == Dates(first, last)
    assert str(Dates.parse(written)) == written


@pytest.mark.parametrize(
    "written", ["", "tomorrow", "2026-02-30", "2026-03-06/2026-03-03", "2026-03-03/x", "2026-03-03/"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        Dates.parse(written)


@pytest.mark.parametrize("written", ["", "9", "9:20", "25:00", "12:00/09:00", "09:20:00", "09:20/"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        TimesOfDay.parse(written)


@pytest.mark.parametrize(
    ("times", "at", "expected"),
    [
        ("09:20", time(9, 20), True),
        ("09:20", time(9, 40), False),
        ("08:00/12:00", time(8), True),
        ("08:00/12:00", time(11, 40), True),
        ("08:00/12:00", time(12), False),
        ("08:00/12:00", time(7, 59), False),
    ],
)
def test_a_time_fits_a_wish(times: str, at: time, expected: bool) -> None:
    assert (at in TimesOfDay.parse(times)) is expected


def test_days_without_times_are_one_window() -> None:
    dates = Dates(date(2026, 3, 7), date(2026, 3, 9))
    assert windows_of(dates, NEW_YORK) == (
        Window(datetime(2026, 3, 7, 5, tzinfo=UTC), datetime(2026, 3, 10, 4, tzinfo=UTC)),
    )


def test_times_are_a_window_a_day_at_the_same_local_time_over_a_clock_change() -> None:
    windows = windows_of(Dates(date(2026, 3, 7), date(2026, 3, 8)), NEW_YORK, TimesOfDay(time(9), time(12)))
    assert windows == (
        Window(datetime(2026, 3, 7, 14, tzinfo=UTC), datetime(2026, 3, 7, 17, tzinfo=UTC)),
        Window(datetime(2026, 3, 8, 13, tzinfo=UTC), datetime(2026, 3, 8, 16, tzinfo=UTC)),
    )


def test_times_within_the_hour_that_clocks_skip_hold_nothing_backwards() -> None:
    windows = windows_of(
        Dates(date(2026, 3, 8), date(2026, 3, 8)), NEW_YORK, TimesOfDay(time(2, 30), time(3))
    )
    assert windows == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [((1, 5), (3, 8), (3, 5)), ((1, 3), (3, 5), None), ((1, 9), (2, 4), (2, 4)), ((1, 2), (5, 6), None)],
)
def test_windows_are_clipped_to_what_they_share(
    one: tuple[int, int], other: tuple[int, int], expected: tuple[int, int] | None
) -> None:
    def window(hours: tuple[int, int]) -> Window:
        return Window(*(datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in hours))

    assert window(one).clipped(window(other)) == (window(expected) if expected else None)


def test_a_visit_is_held_only_as_a_whole() -> None:
    window = day_window(date(2026, 3, 2), NEW_YORK)
    minutes = timedelta(minutes=20)
    assert window.holds(window.start, window.start + minutes)
    assert window.holds(window.end - minutes, window.end)
    assert not window.holds(window.end - minutes, window.end + minutes)


@given(DAYS, ZONES)
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    today, tomorrow = day_window(day, zone), day_window(day + timedelta(days=1), zone)
    assert today.end == tomorrow.start
    assert timedelta(hours=22) < today.end - today.start < timedelta(hours=26)


@given(DAYS, st.integers(0, 10), MINUTES, MINUTES, ZONES, st.integers(0, 11 * 24 * 60))
def test_an_instant_in_a_window_fits_the_wish_that_made_it(
    first: date, days: int, one: time, other: time, zone: ZoneInfo, minutes: int
) -> None:
    dates = Dates(first, first + timedelta(days=days))
    times = TimesOfDay(min(one, other), max(one, other))
    instant = day_window(first, zone).start + timedelta(minutes=minutes)
    if any(instant in window for window in windows_of(dates, zone, times)):
        local = instant.astimezone(zone)
        clocks_changed = local.utcoffset() != (local - timedelta(hours=3)).utcoffset()
        assert clocks_changed or fits(instant, zone, dates, times)


@given(DAYS, MINUTES, ZONES)
def test_every_start_that_fits_is_in_a_window(day: date, at: time, zone: ZoneInfo) -> None:
    start = local_instant(day, at, zone)
    if start.astimezone(zone).time() == at:
        dates, times = Dates(day, day), TimesOfDay(at, at)
        assert fits(start, zone, dates, times)
        assert any(start in window for window in windows_of(dates, zone, times))


@given(DAYS, ZONES)
def test_dates_hold_the_days_that_they_count(day: date, zone: ZoneInfo) -> None:
    dates = Dates(day, day + timedelta(days=3))
    assert [each in dates for each in dates] == [True] * 4
    assert day - timedelta(days=1) not in dates
    assert day + timedelta(days=4) not in dates
