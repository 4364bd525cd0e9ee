"""Which of many openings a receptionist would offer: the earliest, then ones that differ in what people mind.

"Tuesday at 9:00 with Dr. Osei, Tuesday at 2:20 with Dr. Kim, or Wednesday at 9:40", not 9:00, 9:20 and 9:40.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from tools.ehr.offering.openings import Opening

HalfDay: TypeAlias = tuple[date, bool]
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
    half_days = [half_day(opening, zone) for opening in found]
    chosen: list[int] = []
    is_varied = True
    while len(chosen) < min(limit, len(found)):
        best, most = _next(found, half_days, chosen)
        chosen.append(best)
        is_varied = is_varied and most >= Difference.ANOTHER_HALF_DAY
    return Choice(tuple(found[index] for index in sorted(chosen)), is_varied and len(chosen) == limit)


def _next(
    found: Sequence[Opening], half_days: Sequence[HalfDay], chosen: Sequence[int]
) -> tuple[int, Difference]:
    """The first of those that add most to the ones chosen, and how much that is."""
    taken = {half_days[each] for each in chosen}
    clinicians = {found[each].calendar.clinician_key for each in chosen}
    another = [index for index, each in enumerate(half_days) if each not in taken]
    for index in another:
        if found[index].calendar.clinician_key not in clinicians:
            return index, Difference.ANOTHER_HALF_DAY_AND_CLINICIAN
    if another:
        return another[0], Difference.ANOTHER_HALF_DAY
    best, most = -1, -1
    for index, opening in enumerate(found):
        if index not in chosen and (difference := _apart(opening, [found[each] for each in chosen])) > most:
            best, most = index, difference
        if most == Difference.AN_HOUR_APART:
            break
    return best, Difference(most)


def first_ones(found: Sequence[Opening], limit: int) -> Choice:
    """The first `limit` openings, which come in order of start, whatever they have in common."""
    return Choice(tuple(found[:limit]), len(found) > limit)


def half_day(opening: Opening, zone: ZoneInfo) -> HalfDay:
    """The local date, and whether it is before noon."""
    local = opening.start.astimezone(zone)
    return local.date(), local.hour < 12


def _apart(opening: Opening, chosen: Sequence[Opening]) -> Difference:
    """How much an opening adds that is on the half-day of a chosen one."""
    nearest = min(abs(opening.start - each.start) for each in chosen)
    if nearest >= _APART:
        return Difference.AN_HOUR_APART
    return Difference.ANOTHER_START if nearest else Difference.NONE
