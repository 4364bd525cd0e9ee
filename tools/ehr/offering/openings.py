"""Where a visit fits into the grid: contiguous free times of one calendar."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from tools.ehr.port import Calendar, FreeTime


@dataclass(frozen=True)
class Opening:
    """A place for a visit. `end` is the visit's; `times` also cover the buffer behind it."""

    calendar: Calendar
    start: datetime
    end: datetime
    times: tuple[FreeTime, ...]


def openings(
    times: Iterable[FreeTime], calendars: dict[str, Calendar], visit: timedelta, span: timedelta
) -> list[Opening]:
    """All openings, by start and then in the order of `calendars`. `span` is the visit with its buffer."""
    order = {calendar_id: index for index, calendar_id in enumerate(calendars)}
    grid: dict[str, list[FreeTime]] = defaultdict(list)
    for time in times:
        if time.free and time.calendar_id in calendars:
            grid[time.calendar_id].append(time)
    found = [
        Opening(calendars[calendar_id], taken[0].start, taken[0].start + visit, taken)
        for calendar_id, row in grid.items()
        for taken in _spans(sorted(row, key=attrgetter("start")), span)
    ]
    return sorted(found, key=lambda opening: (opening.start, order[opening.calendar.id]))


def covers(times: tuple[FreeTime, ...], span: timedelta) -> bool:
    """Whether `times` follow one another without a gap and are long enough."""
    touching = all(before.end == after.start for before, after in pairwise(times))
    return bool(times) and touching and times[-1].end - times[0].start >= span


def _spans(row: list[FreeTime], span: timedelta) -> Iterable[tuple[FreeTime, ...]]:
    for first in range(len(row)):
        end = row[first].start
        for last in range(first, len(row)):
            if row[last].start != end:
                break
            end = row[last].end
            if end - row[first].start >= span:
                yield tuple(row[first : last + 1])
                break
