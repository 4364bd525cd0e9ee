"""Which of many openings a receptionist would offer: the earliest, then ones that differ in what people mind.

"Tuesday at 9:00 with Dr. Osei, Tuesday at 2:20 with Dr. Kim, or Wednesday at 9:40", not 9:00, 9:20 and 9:40.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tools.ehr.offering.openings import Opening

_APART = timedelta(hours=1)
_VARIED = 3
"""Differences of at least this rank make an offer worth hearing; see `_difference`."""


def choose(found: Sequence[Opening], limit: int, zone: ZoneInfo) -> list[Opening]:
    """At most `limit` of the openings, which come in order of start; the earliest is always among them."""
    chosen: list[Opening] = []
    left = list(found)
    while left and len(chosen) < limit:
        best = max(left, key=lambda opening: _difference(opening, chosen, zone))  # the earliest of equals
        chosen.append(best)
        left.remove(best)
    return sorted(chosen, key=lambda opening: opening.start)


def is_varied(chosen: Sequence[Opening], limit: int, zone: ZoneInfo) -> bool:
    """Whether looking at later openings could not make a better choice."""
    return len(chosen) >= limit and all(
        _difference(opening, chosen[:index], zone) >= _VARIED for index, opening in enumerate(chosen)
    )


def _difference(opening: Opening, chosen: Sequence[Opening], zone: ZoneInfo) -> int:
    """How much an opening adds to those chosen.

    4 another half-day and another clinician, 3 another half-day, 2 an hour apart, 1 another start, 0 the same start.
    """
    if not chosen:
        return 4
    if _half_day(opening, zone) not in {_half_day(each, zone) for each in chosen}:
        others = {each.calendar.clinician_key for each in chosen}
        return 4 if opening.calendar.clinician_key not in others else 3
    if all(abs(opening.start - each.start) >= _APART for each in chosen):
        return 2
    return 1 if all(opening.start != each.start for each in chosen) else 0


def _half_day(opening: Opening, zone: ZoneInfo) -> tuple[date, bool]:
    local = opening.start.astimezone(zone)
    return local.date(), local.hour < 12
