"""Searches free times for a wish, reading no more of them than a good choice needs."""

from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from operator import attrgetter

from clinic.scheduling import starting_periods
from clinic.settings import ClinicSettings
from clinic.windows import Dates, TimesOfDay, Window, fits, windows_of
from tools.ehr.offering.choice import HalfDay, choose, first_ones, half_day
from tools.ehr.offering.openings import Opening, Room, openings
from tools.ehr.port import Calendar, EhrPort, FreeTime, Purpose


@dataclass(frozen=True)
class Wish:
    """When and with whom a visit is wanted. Empty ids mean anyone, any site; `dates` and `times` are local."""

    visit_type: str
    clinician_ids: frozenset[str]
    site_ids: frozenset[str]
    dates: Dates
    times: TimesOfDay | None
    limit: int
    earliest: bool = False
    """The very first times, and not ones that differ."""


_LONGEST_GRID = timedelta(hours=1)
"""The piece of a grid that is kept free before a visit starts no earlier than this before what is to be free."""


class SlotSearch:
    """One search, in opening hours. `calendars` are those that may be offered, by id; `allowed` bounds the starts."""

    def __init__(
        self,
        port: EhrPort,
        settings: ClinicSettings,
        calendars: dict[str, Calendar],
        wish: Wish,
        allowed: Window,
        patient_id: str | None = None,
        is_new: bool | None = None,
    ) -> None:
        self._port = port
        self._zone = settings.zone
        self._calendars = calendars
        self._wish = wish
        self._allowed = allowed
        self._purpose = Purpose(wish.visit_type, patient_id, is_new)
        self._room = room = Room.needed(settings, wish.visit_type, is_new)
        self._before = room.lead + _LONGEST_GRID if room.lead else timedelta()
        self._periods = cache(partial(starting_periods, settings))

    async def best(self) -> tuple[tuple[Opening, ...], bool]:
        """The openings to offer, by start, and whether there are others that start later."""
        wish = self._wish
        windows = _clipped(windows_of(wish.dates, self._zone, wish.times), self._allowed)
        half_days: set[HalfDay] = set()
        async for found, new, is_all in self._openings(windows):
            half_days |= {half_day(each, self._zone) for each in new}
            if not is_all and not wish.earliest and len(half_days) < wish.limit:
                continue  # later ones would be on half-days of their own
            choice = first_ones(found, wish.limit) if wish.earliest else choose(found, wish.limit, self._zone)
            if choice.openings and (is_all or choice.is_varied):
                return choice.openings, not is_all or found[-1].start > choice.openings[-1].start
        return (), False

    async def next_day(self) -> date | None:
        """The first day from the wish's first on that has times: at the time of day wished for, else at any."""
        first = max(self._wish.dates.first, self._allowed.start.astimezone(self._zone).date())
        last = self._allowed.end.astimezone(self._zone).date()
        if first > last:
            return None
        windows = _clipped(windows_of(Dates(first, last), self._zone), self._allowed)
        any_time: date | None = None
        async for _, new, _ in self._openings(windows):
            for each in new:
                if fits(each.start, self._zone, times=self._wish.times):
                    return each.start.astimezone(self._zone).date()
            if any_time is None and new:
                any_time = new[0].start.astimezone(self._zone).date()
        return any_time

    async def _openings(
        self, windows: Sequence[Window]
    ) -> AsyncIterator[tuple[list[Opening], list[Opening], bool]]:
        """All openings in the windows known so far, those new with this page, and whether that is all."""
        if not windows or not self._calendars:
            return
        found: list[Opening] = []
        known: set[tuple[str, datetime]] = set()
        tail: list[FreeTime] = []
        order = {calendar_id: index for index, calendar_id in enumerate(self._calendars)}
        # A visit that starts at the end of the last window goes on beyond it, and its lead begins before the first.
        start, end = windows[0].start - self._before, windows[-1].end + self._room.span
        pages = self._port.free_times(tuple(self._calendars), start, end, self._purpose)
        async for page, is_last in pages:
            times = [*tail, *page]
            here = openings(times, self._calendars, self._room)
            new = [
                each
                for each in here
                if (each.calendar.id, each.start) not in known
                and _within(each.start, windows)
                and self._is_open(each)
            ]
            known.update((each.calendar.id, each.start) for each in new)
            found = sorted([*found, *new], key=lambda each: (each.start, order[each.calendar.id]))
            # Pages come in order of start: only what starts this late can be part of an opening not seen yet.
            latest = max((each.start for each in times), default=start)
            tail = [each for each in times if each.start >= latest - self._room.span - self._before]
            yield found, new, is_last

    def _is_open(self, opening: Opening) -> bool:
        day = opening.start.astimezone(self._zone).date()
        return _within(opening.start, self._periods(opening.calendar.site_key, day))


def _clipped(windows: Sequence[Window], allowed: Window) -> list[Window]:
    return [shared for window in windows if (shared := window.clipped(allowed))]


def _within(start: datetime, windows: Sequence[Window]) -> bool:
    """Whether it lies in one of the windows, which come in order and do not overlap."""
    place = bisect_right(windows, start, key=attrgetter("start")) - 1
    return place >= 0 and start in windows[place]
