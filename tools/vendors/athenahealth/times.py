"""Open times. In athenaOne a free time is an appointment with an id and the status "o", which booking fills in."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinic.scheduling import span
from tools.ehr.port import FreeTime, Purpose
from tools.vendors.athenahealth.client import AthenaClient
from tools.vendors.athenahealth.formats import a_date, a_time, an_id, is_true, written_date
from tools.vendors.rest import CalendarId, Gap, KeptRoster, Listed, Roster, TimeId, times_for

WINDOW = timedelta(days=7)
"""Days read at once: a good choice seldom needs more."""


class OpenTimes:
    """Reads GET /appointments/open; never kept."""

    def __init__(self, client: AthenaClient, roster: KeptRoster) -> None:
        self._client = client
        self._roster = roster

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
                _Spell(each, _local(since, roster, each), _local(until, roster, each)) for each in calendars
            ]
            times = await self._times(roster, purpose, spells)
            yield [each for each in times if since <= each.start < until], until >= end
            since = until

    async def read(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        """Those of the times that are still open: what is taken is no longer listed."""
        roster = await self._roster.read()
        times = [time for each in ids if (time := TimeId.parse(each))]
        spells = [_Spell(each.calendar, each.day, each.day) for each in times]
        return [each for each in await self._times(roster, purpose, spells) if each.id in ids]

    async def _times(self, roster: Roster, purpose: Purpose, spells: Iterable["_Spell"]) -> list[FreeTime]:
        """Times for such a visit in these spells, by start; what is of one site and days is asked for in one request."""
        together: dict[tuple[str, date, date], set[str]] = defaultdict(set)
        for each in spells:
            together[each.calendar.site, each.first, each.last].add(each.calendar.clinician)
        gaps = await asyncio.gather(
            *(self._gaps(roster, purpose, *where, clinicians) for where, clinicians in together.items())
        )
        return times_for((gap for each in gaps for gap in each), span(roster.settings, purpose.visit_type))

    async def _gaps(
        self, roster: Roster, purpose: Purpose, site: str, first: date, last: date, clinicians: set[str]
    ) -> list[Gap]:
        if site not in roster.sites or purpose.visit_type not in roster.visit_types:
            return []
        listed = await self._client.listed(
            "appointments/open",
            "appointments",
            departmentid=roster.sites[site],
            providerid=",".join(
                sorted(roster.clinicians[each].id for each in clinicians & roster.clinicians.keys())
            ),
            appointmenttypeid=roster.visit_types[purpose.visit_type],
            startdate=written_date(first),
            enddate=written_date(last),
            # Notice and horizon are clinic.yaml's.
            bypassscheduletimechecks="true",
        )
        return [each for each in _gaps(listed, roster, site) if each.id.calendar.clinician in clinicians]


@dataclass(frozen=True)
class _Spell:
    """Days of a calendar, both included."""

    calendar: CalendarId
    first: date
    last: date


def _gaps(listed: Iterable[Listed], roster: Roster, site: str) -> Iterator[Gap]:
    zone = roster.zone_of(site)
    for each in listed:
        clinician = roster.clinician_of(an_id(each.get("providerid")))
        day, at = a_date(each.get("date")), a_time(each.get("starttime"))
        minutes = int(each.get("duration") or 0)
        if clinician and day and at is not None and minutes > 0 and not is_true(each.get("frozen")):
            time = TimeId(CalendarId(site, clinician), day, at, an_id(each.get("appointmentid")))
            yield Gap(time, time.start(zone), minutes)


def _local(instant: datetime, roster: Roster, calendar: CalendarId) -> date:
    return instant.astimezone(roster.zone_of(calendar.site)).date()
