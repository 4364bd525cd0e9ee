"""Which of many openings a receptionist would offer: the earliest, then ones that differ in what people mind.

"Tuesday at 9:00 with Dr. Osei, Tuesday at 2:20 with Dr. Kim, or Wednesday at 9:40", not 9:00, 9:20 and 9:40.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tools.ehr.offering.openings import Opening

_APART = timedelta(hours=1)


class Difference(IntEnum):
    """How much an opening adds to those chosen already."""

    NONE = 0
    ANOTHER_START = 1
    AN_HOUR_APART = 2
    ANOTHER_HALF_DAY = 3
    ANOTHER_HALF_DAY_AND_CLINICIAN = 4


class Choice(NamedTuple):
    """`openings` by start. `is_varied`: looking at later ones could not make a better choice."""

    openings: tuple[Opening, ...]
    is_varied: bool


def choose(found: Sequence[Opening], limit: int, zone: ZoneInfo) -> Choice:
    """At most `limit` of the openings, which come in order of start; the earliest is always among them."""
    chosen: list[int] = []
    half_days = [_half_day(opening.start.astimezone(zone)) for opening in found]
    is_varied = True
    while len(chosen) < min(limit, len(found)):
        best, most = -1, -1
        for index, opening in enumerate(found):
            if index in chosen:
                continue
            new_half_day = all(half_days[index] != half_days[each] for each in chosen)
            difference = _difference(opening, [found[each] for each in chosen], new_half_day)
            if difference > most:
                best, most = index, difference
            if most == max(Difference):
                break
        chosen.append(best)
        is_varied = is_varied and most >= Difference.ANOTHER_HALF_DAY
    return Choice(tuple(found[index] for index in sorted(chosen)), is_varied and len(chosen) == limit)


def first_ones(found: Sequence[Opening], limit: int) -> Choice:
    """The first `limit` openings, which come in order of start, whatever they have in common."""
    return Choice(tuple(found[:limit]), len(found) > limit)


def _difference(opening: Opening, chosen: Sequence[Opening], new_half_day: bool) -> Difference:
    if new_half_day:
        known = any(opening.calendar.clinician_key == each.calendar.clinician_key for each in chosen)
        return Difference.ANOTHER_HALF_DAY if known else Difference.ANOTHER_HALF_DAY_AND_CLINICIAN
    nearest = min(abs(opening.start - each.start) for each in chosen)
    if nearest >= _APART:
        return Difference.AN_HOUR_APART
    return Difference.ANOTHER_START if nearest else Difference.NONE


def _half_day(local: datetime) -> tuple[date, bool]:
    return local.date(), local.hour < 12
