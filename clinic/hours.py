"""When a site is open: weekly hours less holidays, as instants. Pure; words for hours are in the catalogs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import get_args

from clinic.settings.periods import OpenPeriod, Weekday
from clinic.settings.schema import ClinicSettings, Holiday, Site
from clinic.windows import Window, local_instant

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""Monday first, as datetime.date.weekday() counts."""
_LOOK_AHEAD = 366
"""Days searched for the next opening: a site that is closed longer has none."""


@dataclass(frozen=True)
class DayHours:
    """Days in a row with the same hours: `first` to `last` of the week; no periods means closed."""

    first: Weekday
    last: Weekday
    periods: tuple[tuple[time, time], ...]


def holiday_on(settings: ClinicSettings, day: date) -> Holiday | None:
    """The holiday of that date, on which every site is closed."""
    return next((holiday for holiday in settings.holidays if holiday.date == day), None)


def opening_periods(settings: ClinicSettings, site: str, day: date) -> tuple[Window, ...]:
    """When `site` (a key of clinic.yaml) is open on a local date, earliest first, as instants in UTC."""
    if holiday_on(settings, day):
        return ()
    return tuple(
        Window(local_instant(day, period.start, settings.zone), local_instant(day, period.end, settings.zone))
        for period in _sorted_periods(settings.sites[site], WEEKDAYS[day.weekday()])
    )


def is_open(settings: ClinicSettings, site: str, instant: datetime) -> bool:
    """Whether `site` is open at a zone-aware instant; the end of a period is closed."""
    day = instant.astimezone(settings.zone).date()
    return any(instant in period for period in opening_periods(settings, site, day))


def next_opening(settings: ClinicSettings, site: str, after: datetime) -> Window | None:
    """The first period that starts after the instant; None if there is none within a year."""
    first = after.astimezone(settings.zone).date()
    for offset in range(_LOOK_AHEAD):
        for period in opening_periods(settings, site, first + timedelta(days=offset)):
            if period.start > after:
                return period
    return None


def weekly_hours(site: Site) -> tuple[DayHours, ...]:
    """The week from Monday to Sunday, with days of equal hours that follow each other taken together."""
    week: list[DayHours] = []
    for day in WEEKDAYS:
        periods = tuple((period.start, period.end) for period in _sorted_periods(site, day))
        if week and week[-1].periods == periods:
            week[-1] = DayHours(week[-1].first, day, periods)
        else:
            week.append(DayHours(day, day, periods))
    return tuple(week)


def _sorted_periods(site: Site, day: Weekday) -> list[OpenPeriod]:
    return sorted(site.hours.get(day, ()), key=lambda period: period.start)
