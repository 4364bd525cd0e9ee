"""Where a visit fits into the grid: contiguous free times of one calendar."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Self

from clinic.scheduling import lead, span, visit_length
from clinic.settings import ClinicSettings
from tools.ehr.port import Calendar, FreeTime


@dataclass(frozen=True)
class Opening:
    """A place for a visit. `start` and `end` are the visit's; `times` also cover the buffers around it."""

    calendar: Calendar
    start: datetime
    end: datetime
    times: tuple[FreeTime, ...]


@dataclass(frozen=True)
class Room:
    """What a visit needs of a calendar: `lead` free before its start, and `span` from it: `visit` and the buffer."""

    visit: timedelta
    span: timedelta
    lead: timedelta = timedelta()

    @classmethod
    def needed(cls, settings: ClinicSettings, visit_type: str, is_new: bool | None) -> Self:
        return cls(
            visit_length(settings, visit_type, is_new),
            span(settings, visit_type, is_new),
            lead(settings, visit_type),
        )

    def _first(self, row: Sequence[FreeTime], at: int) -> int | None:
        """Where in a row the times begin that a visit takes which starts with `row[at]`; None: the lead is not free."""
        first = at
        while not row[at].is_whole_visit and row[at].start - row[first].start < self.lead:
            if first == 0 or row[first - 1].end != row[first].start:
                return None
            first -= 1
        return first

    def _last(self, row: Sequence[FreeTime], at: int) -> int | None:
        """Where they end; None when what follows without a gap is too short."""
        last = at
        while row[last].end - row[at].start < self.span:
            if last + 1 == len(row) or row[last].end != row[last + 1].start:
                return None
            last += 1
        return last

    def taken(self, row: Sequence[FreeTime], at: int) -> tuple[FreeTime, ...]:
        """The times that a visit takes which starts with `row[at]`; none when it has no room."""
        first, last = self._first(row, at), self._last(row, at)
        return () if first is None or last is None else tuple(row[first : last + 1])


def openings(times: Iterable[FreeTime], calendars: dict[str, Calendar], room: Room) -> list[Opening]:
    """All openings, by start and then in the order of `calendars`."""
    order = {calendar_id: index for index, calendar_id in enumerate(calendars)}
    grid: dict[str, list[FreeTime]] = defaultdict(list)
    for time in times:
        if time.free and time.calendar_id in calendars:
            grid[time.calendar_id].append(time)
    found = []
    for calendar_id, unsorted in grid.items():
        row = sorted(unsorted, key=attrgetter("start"))
        for at, time in enumerate(row):
            if taken := room.taken(row, at):
                found.append(Opening(calendars[calendar_id], time.start, time.start + room.visit, taken))
    return sorted(found, key=lambda opening: (opening.start, order[opening.calendar.id]))
