"""Free times. NextGen's slots have no id: a time is named by site, clinician and start, and looked up again by these."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from itertools import chain

from tools.ehr.port import Purpose
from tools.vendors.nextgen.client import NextGenClient
from tools.vendors.nextgen.formats import a_date, a_time, datetime_literal, guid_literal
from tools.vendors.rest import CalendarId, FreeTimesByDay, Gap, KeptRoster, Listed, Roster, Spell, TimeId


class SlotTimes(FreeTimesByDay):
    """Reads GET /appointments/slots, a calendar a request."""

    def __init__(self, client: NextGenClient, roster: KeptRoster) -> None:
        super().__init__(roster)
        self._client = client

    async def gaps(self, roster: Roster, purpose: Purpose, spells: Sequence[Spell]) -> Iterable[Gap]:
        return chain.from_iterable(
            await asyncio.gather(*(self._gaps(roster, purpose, each) for each in spells))
        )

    async def _gaps(self, roster: Roster, purpose: Purpose, spell: Spell) -> list[Gap]:
        calendar = spell.calendar
        if calendar.site not in roster.sites or calendar.clinician not in roster.clinicians:
            return []
        wanted = [
            f"startDate ge {datetime_literal(spell.first)}",
            f"startDate le {datetime_literal(spell.last, time(23, 59, 59))}",
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
