"""The doctor compares clinic.yaml with the EHR: clinicians, sites, calendars, free times, time zone."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from clinic.clock import Clock
from clinic.hours import is_open
from clinic.models import Directory
from clinic.scheduling import bookable
from clinic.settings import ClinicSettings
from clinic.windows import Dates
from server.doctor.findings import Area, Finding
from tools.ehr.offering import SlotSearch, Wish
from tools.ehr.port import EhrPort, FreeTime, Purpose, Workplace

PEOPLE, TIMES = Area("clinic.yaml and EHR"), Area("free times")
ENOUGH = 20
"""Free times from which on their hours of the day say something about time zones."""
PLAUSIBLE = 0.5
"""The part of free times that must fall into opening hours."""
NOTABLY = 0.15
"""So much better must they fit when shifted by some hours for the zone to be suspected."""


async def examine_people(clinic: ClinicSettings, port: EhrPort) -> AsyncIterator[Finding]:
    directory = (await port.workplace()).directory
    yield _clinicians(clinic, directory)
    yield _sites(clinic, directory)


def _clinicians(clinic: ClinicSettings, directory: Directory) -> Finding:
    known = {each.key for each in directory.clinicians}
    unknown = [f"{each.name} (NPI {each.npi})" for key, each in clinic.clinicians.items() if key not in known]
    if unknown:
        to_do = "Correct `npi` in clinic.yaml, or have the NPI entered as the Practitioner's identifier in the EHR."
        found = f"No active Practitioner for {', '.join(unknown)}."
        return PEOPLE.missing("clinicians", found, to_do, "staff book with them")
    idle = [each.name for each in directory.clinicians if not each.sites]
    if idle:
        to_do = "Give each an active Schedule whose actors are the Practitioner and the Location."
        found = f"Without a calendar at one of our sites: {', '.join(idle)}."
        return PEOPLE.missing("clinicians", found, to_do, "staff book with them")
    return PEOPLE.ok("clinicians", f"All {len(known)} found by NPI, with calendars.")


def _sites(clinic: ClinicSettings, directory: Directory) -> Finding:
    known = {each.key for each in directory.sites}
    unknown = [
        f"{each.name} (location {each.location})" for key, each in clinic.sites.items() if key not in known
    ]
    if unknown:
        to_do = "Correct `location` in clinic.yaml: it is the value of the EHR Location's identifier."
        return PEOPLE.missing("sites", f"No Location for {', '.join(unknown)}.", to_do, "staff book there")
    return PEOPLE.ok("sites", f"All {len(known)} found.")


async def examine_times(clinic: ClinicSettings, port: EhrPort, clock: Clock) -> AsyncIterator[Finding]:
    """Every visit type must have somebody who does it and a free time within the horizon."""
    workplace = await port.workplace()
    for key in clinic.visit_types:
        yield await _free_time(clinic, port, workplace, key, clock.now())
    yield await _time_zone(clinic, port, workplace, clock.now())


async def _free_time(
    clinic: ClinicSettings, port: EhrPort, workplace: Workplace, visit_type: str, now: datetime
) -> Finding:
    calendars = {each.id: each for each in workplace.calendars if each.takes(clinic, visit_type)}
    code = clinic.visit_types[visit_type].service_type
    if not calendars:
        found = f"No calendar of its clinicians takes {code}."
        to_do = f"Add serviceType {code} to their Schedules, or correct clinic.yaml visit_types.{visit_type}."
        return TIMES.missing(visit_type, found, to_do, "staff book it")
    today = now.astimezone(clinic.zone).date()
    dates = Dates(today, today + clinic.scheduling.horizon + timedelta(days=1))
    wish = Wish(visit_type, frozenset(), frozenset(), dates, None, 1)
    openings, _ = await SlotSearch(port, clinic, calendars, wish, bookable(clinic, visit_type, now)).best()
    if not openings:
        found = (
            f"{_calendars(len(calendars))}, none with a free time that is long enough, in opening hours "
            "and within the horizon."
        )
        to_do = "Have free Slots opened in the EHR, in a row where a visit takes several."
        return TIMES.missing(visit_type, found, to_do, "the waitlist and staff")
    first = openings[0].start.astimezone(clinic.zone)
    return TIMES.ok(visit_type, f"{_calendars(len(calendars))}, first free {first:%a %Y-%m-%d %H:%M}.")


def _part_inside(clinic: ClinicSettings, placed: Sequence[tuple[str, datetime]], shift: int) -> float:
    """The part of (site, start) that falls into opening hours when moved by so many hours."""
    by = timedelta(hours=shift)
    return sum(is_open(clinic, site, start + by) for site, start in placed) / len(placed)


def _calendars(count: int) -> str:
    return "1 calendar" if count == 1 else f"{count} calendars"


async def _time_zone(clinic: ClinicSettings, port: EhrPort, workplace: Workplace, now: datetime) -> Finding:
    """Free times that lie outside opening hours, and would lie inside if shifted, tell of a zone set wrongly."""
    site_of = {each.id: each.site_key for each in workplace.calendars}
    times: list[FreeTime] = []
    if site_of:
        purpose = Purpose(next(iter(clinic.visit_types)))
        async for page, _ in port.free_times(tuple(site_of), now, now + timedelta(days=28), purpose):
            times = page
            break
    if len(times) < ENOUGH:
        return TIMES.skipped("time zone", f"Too few free times ({len(times)}) to tell.")
    placed = [(site_of[each.calendar_id], each.start) for each in times]
    inside = _part_inside(clinic, placed, 0)
    found = f"{inside:.0%} of {len(times)} free times are within opening hours ({clinic.time_zone})."
    if inside == 1:
        return TIMES.ok("time zone", found)
    if clinic.scheduling.outside_hours == "refused":
        found += " The others are not offered (clinic.yaml scheduling.outside_hours)."
    by_shift = {hours: _part_inside(clinic, placed, hours) for hours in range(-12, 13)}
    best = max(by_shift, key=lambda hours: (by_shift[hours], -abs(hours)))
    if by_shift[best] < inside + NOTABLY:
        if inside >= PLAUSIBLE:
            return TIMES.ok("time zone", found)
        return TIMES.warning(
            "time zone", found, "Compare `hours` of the sites with the calendars in the EHR."
        )
    to_do = (
        f"{by_shift[best]:.0%} would be if they were {best:+d} h: check `time_zone` in clinic.yaml, and whether the "
        "EHR sends local times as if they were UTC."
    )
    return TIMES.missing("time zone", found, to_do, "staff book: patients would come at wrong times")
