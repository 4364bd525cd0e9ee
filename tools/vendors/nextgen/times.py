"""Free times. NextGen's slots have no id: a time is named by site, clinician and start, and looked up again by these."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from clinic.scheduling import span
from tools.ehr.port import FreeTime, Purpose
from tools.vendors.nextgen.client import NextGenClient
from tools.vendors.nextgen.formats import a_date, a_time, datetime_literal, guid_literal
from tools.vendors.rest import CalendarId, Gap, KeptRoster, Listed, Roster, TimeId, times_for

WINDOW = timedelta(days=7)
"""Days read at once: a good choice seldom needs more."""


class SlotTimes:
    """Reads GET /appointments/slots; never kept."""

    def __init__(self, client: NextGenClient, roster: KeptRoster) -> None:
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
            times = await self._times(
                roster,
                purpose,
                [(each, _local(since, roster, each), _local(until, roster, each)) for each in calendars],
            )
            yield [each for each in times if since <= each.start < until], until >= end
            since = until

    async def read(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        """Those of the times that are still free."""
        roster = await self._roster.read()
        times = [time for each in ids if (time := TimeId.parse(each))]
        spells = dict.fromkeys((each.calendar, each.day, each.day) for each in times)
        return [each for each in await self._times(roster, purpose, list(spells)) if each.id in ids]

    async def _times(
        self, roster: Roster, purpose: Purpose, spells: Sequence[tuple[CalendarId, date, date]]
    ) -> list[FreeTime]:
        """Times for such a visit in calendars from one local day to another, both included, by start."""
        gaps = await asyncio.gather(*(self._gaps(roster, purpose, *each) for each in spells))
        return times_for((gap for each in gaps for gap in each), span(roster.settings, purpose.visit_type))

    async def _gaps(
        self, roster: Roster, purpose: Purpose, calendar: CalendarId, first: date, last: date
    ) -> list[Gap]:
        if calendar.site not in roster.sites or calendar.clinician not in roster.clinicians:
            return []
        wanted = [
            f"startDate ge {datetime_literal(first)}",
            f"startDate le {datetime_literal(last, time(23, 59, 59))}",
            f"locationId eq {guid_literal(roster.sites[calendar.site])}",
            f"resourceId eq {guid_literal(roster.clinicians[calendar.clinician].id)}",
            "appointmentCount eq 0",
        ]
        query = {"$filter": " and ".join(wanted), "$orderby": "startDate"}
        listed = await self._client.listed("appointments/slots", "slots", query)
        categories = roster.categories.get(purpose.visit_type, frozenset())
        return list(_gaps(listed, roster, calendar, categories))


def _gaps(
    listed: Iterable[Listed], roster: Roster, calendar: CalendarId, categories: frozenset[str]
) -> Iterator[Gap]:
    """What is free and of a category in which the visit may be booked; what has no category is open to all."""
    zone = roster.zone_of(calendar.site)
    for each in listed:
        category = each.get("categoryId")
        day, at = a_date(each.get("startDate")), a_time(each.get("beginTime"))
        minutes = int(each.get("duration") or 0)
        if each.get("appointmentCount") or (category is not None and str(category) not in categories):
            continue
        if day is not None and at is not None and minutes > 0:
            time_id = TimeId(calendar, day, at)
            yield Gap(time_id, time_id.start(zone), minutes)


def _local(instant: datetime, roster: Roster, calendar: CalendarId) -> date:
    return instant.astimezone(roster.zone_of(calendar.site)).date()
