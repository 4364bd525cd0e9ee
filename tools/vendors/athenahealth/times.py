"""Open times. In athenaOne a free time is an appointment with an id and the status "o", which booking fills in."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from tools.ehr.port import Purpose
from tools.vendors.athenahealth.client import AthenaClient
from tools.vendors.athenahealth.formats import a_date, a_time, an_id, is_true, written_date
from tools.vendors.rest import CalendarId, FreeTimesByDay, Gap, KeptRoster, Listed, Roster, Spell, TimeId


class OpenTimes(FreeTimesByDay):
    """Reads GET /appointments/open."""

    def __init__(self, client: AthenaClient, roster: KeptRoster) -> None:
        super().__init__(roster)
        self._client = client

    async def gaps(self, roster: Roster, purpose: Purpose, spells: Sequence[Spell]) -> Iterable[Gap]:
        """What is of one site and days is asked for in one request."""
        together: dict[tuple[str, date, date], set[str]] = defaultdict(set)
        for each in spells:
            together[each.calendar.site, each.first, each.last].add(each.calendar.clinician)
        return chain.from_iterable(
            await asyncio.gather(
                *(self._gaps(roster, purpose, *where, clinicians) for where, clinicians in together.items())
            )
        )

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


def _gaps(listed: Iterable[Listed], roster: Roster, site: str) -> Iterator[Gap]:
    zone = roster.zone_of(site)
    for each in listed:
        clinician = roster.clinician_of(an_id(each.get("providerid")))
        day, at = a_date(each.get("date")), a_time(each.get("starttime"))
        minutes = int(each.get("duration") or 0)
        if clinician and day and at is not None and minutes > 0 and not is_true(each.get("frozen")):
            time = TimeId(CalendarId(site, clinician), day, at, an_id(each.get("appointmentid")))
            yield Gap(time, time.start(zone), minutes)
