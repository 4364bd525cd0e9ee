"""Free times of a vendor that lists them by days: read a week at a time, and never kept."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinic.scheduling import span
from tools.ehr.port import FreeTime, Purpose
from tools.vendors.rest.places import CalendarId, Gap, TimeId, times_for
from tools.vendors.rest.roster import KeptRoster, Roster

WINDOW = timedelta(days=7)
"""Days read at once: a good choice seldom needs more."""


@dataclass(frozen=True)
class Spell:
    """Days of a calendar by its site's clock, both included."""

    calendar: CalendarId
    first: date
    last: date


class FreeTimesByDay(ABC):
    """What `EhrPort` asks about times; `gaps` is the vendor's own request."""

    def __init__(self, roster: KeptRoster) -> None:
        self._roster = roster

    @abstractmethod
    async def gaps(self, roster: Roster, purpose: Purpose, spells: Sequence[Spell]) -> Iterable[Gap]:
        """What is free in these spells and may be booked for such a visit. Raises FhirFailure."""

    async def free_times(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime, purpose: Purpose
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        """As `EhrPort.free_times`, a week a page."""
        roster = await self._roster.read()
        calendars = [each for written in calendar_ids if (each := CalendarId.parse(written))]
        since = start
        while since < end:
            until = min(since + WINDOW, end)
            spells = [
                Spell(each, _local(since, roster, each), _local(until, roster, each)) for each in calendars
            ]
            times = await self._times(roster, purpose, spells)
            yield [each for each in times if since <= each.start < until], until >= end
            since = until

    async def read(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        """Those of the times that are still free: what is taken is no longer listed."""
        roster = await self._roster.read()
        times = [time for each in ids if (time := TimeId.parse(each))]
        spells = list(dict.fromkeys(Spell(each.calendar, each.day, each.day) for each in times))
        return [each for each in await self._times(roster, purpose, spells) if each.id in ids]

    async def _times(self, roster: Roster, purpose: Purpose, spells: Sequence[Spell]) -> list[FreeTime]:
        found = await self.gaps(roster, purpose, spells)
        return times_for(found, span(roster.settings, purpose.visit_type, purpose.is_new))


def _local(instant: datetime, roster: Roster, calendar: CalendarId) -> date:
    return instant.astimezone(roster.zone_of(calendar.site)).date()
