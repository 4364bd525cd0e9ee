"""Days on which clocks change, in more than one zone: notice and horizon are elapsed time, days and hours are local."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.models import Patient
from clinic.scheduling import Forbidden, bookable, may_change, may_have, may_start
from clinic.settings import ClinicSettings
from clinic.windows import Dates, TimesOfDay, day_window, local_instant, windows_of

ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Madrid")
FORWARD = {ZONES[0]: date(2026, 3, 8), ZONES[1]: date(2026, 3, 8), ZONES[2]: date(2026, 3, 29)}
BACK = {ZONES[0]: date(2026, 11, 1), ZONES[1]: date(2026, 11, 1), ZONES[2]: date(2026, 10, 25)}


@pytest.fixture(params=ZONES)
def settings(request: pytest.FixtureRequest, small_clinic: ClinicSettings) -> ClinicSettings:
    return small_clinic.model_copy(update={"time_zone": request.param})


def at(settings: ClinicSettings, day: date, hour: int, minute: int = 0) -> datetime:
    return local_instant(day, time(hour, minute), settings.zone)


@pytest.mark.parametrize(("changes", "hours"), [(FORWARD, 23), (BACK, 25)])
def test_the_same_wall_time_next_day_is_as_many_hours_away_as_the_day_has(
    settings: ClinicSettings, changes: dict[str, date], hours: int
) -> None:
    day = changes[settings.time_zone]
    now, start = at(settings, day, 0, 30), at(settings, day + timedelta(days=1), 0, 30)
    assert start - now == timedelta(hours=hours)
    verdict = may_change(settings, start, now)  # cancel_notice is 24 h
    assert isinstance(verdict, Forbidden) is (hours < 24)
    verdict = may_start(settings, "check", start, now)  # min_notice is 24 h
    assert isinstance(verdict, Forbidden) is (hours < 24)


@pytest.mark.parametrize("changes", [FORWARD, BACK])
def test_rules_do_not_mind_in_which_zone_an_instant_is_written(
    settings: ClinicSettings, changes: dict[str, date]
) -> None:
    day = changes[settings.time_zone]
    now, start = at(settings, day, 9), at(settings, day + timedelta(days=2), 9)
    for zone in (*map(ZoneInfo, ZONES), UTC):
        assert may_start(settings, "check", start.astimezone(zone), now) == may_start(
            settings, "check", start, now
        )
        assert bookable(settings, "check", now.astimezone(zone)) == bookable(settings, "check", now)


def test_mornings_over_a_change_are_the_same_hours_on_the_wall(settings: ClinicSettings) -> None:
    for changes in (FORWARD, BACK):
        day = changes[settings.time_zone]
        dates = Dates(day - timedelta(days=1), day + timedelta(days=1))
        windows = windows_of(dates, settings.zone, TimesOfDay.parse("09:00/12:00"))
        walls = [
            (w.start.astimezone(settings.zone).hour, w.end.astimezone(settings.zone).hour) for w in windows
        ]
        assert walls == [(9, 12)] * 3


def test_a_birthday_begins_at_the_clinics_midnight_not_at_anothers(settings: ClinicSettings) -> None:
    child = Patient(id="p", first_name="A", last_name="B", birth_date=date(2024, 3, 8), established=True)
    midnight = day_window(date(2026, 3, 8), settings.zone).start
    assert isinstance(may_have(settings, "child", child, midnight - timedelta(seconds=1)), Forbidden)
    assert not isinstance(may_have(settings, "child", child, midnight), Forbidden)
