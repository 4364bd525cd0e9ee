"""When a request is due: so many opening hours after it was made. Pure."""

from datetime import date, datetime, timedelta

from clinic.hours import opening_periods
from clinic.requests.rules import KindRules
from clinic.settings import ClinicSettings

_LOOK_AHEAD = 60
"""Days: a clinic that is closed for longer gets the plain time instead."""


def due_at(
    settings: ClinicSettings, rules: KindRules, made_at: datetime, *, urgent: bool = False
) -> datetime:
    """The instant by which it has to be decided, counted in hours in which some site is open.

    What is urgent counts by the clock: it does not wait for the morning.
    """
    allowed = rules.urgent_due if urgent else rules.due
    if urgent:
        return made_at + allowed
    left, first = allowed, made_at.astimezone(settings.zone).date()
    for offset in range(_LOOK_AHEAD):
        for start, end in _open_on(settings, first + timedelta(days=offset)):
            begin = max(start, made_at)
            if begin >= end:
                continue
            if end - begin >= left:
                return begin + left
            left -= end - begin
    return made_at + allowed


def _open_on(settings: ClinicSettings, day: date) -> list[tuple[datetime, datetime]]:
    """Periods of a day in which any site is open, joined where they overlap."""
    periods = sorted(
        (period.start, period.end)
        for site in settings.sites
        for period in opening_periods(settings, site, day)
    )
    joined: list[tuple[datetime, datetime]] = []
    for start, end in periods:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
