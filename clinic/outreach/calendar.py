"""A visit as a calendar file (RFC 5545): when and where, and nothing of what it is for."""

from datetime import datetime
from hashlib import sha256

from icalendar import Calendar, Event

from clinic.models import Appointment
from clinic.settings import ClinicSettings

_STATUS = {"cancelled": "CANCELLED"}


def calendar_file(visit: Appointment, clinic: ClinicSettings, language: str, *, now: datetime) -> bytes:
    """One event. It keeps its UID when the visit moves, so that a calendar that reads it again moves it too.

    Times are in UTC, which every calendar shows in its owner's zone. `now` is when the file is made.
    """
    site = next((each for each in clinic.sites.values() if each.name == visit.site_name), None)
    event = Event()
    event.add("uid", f"{sha256(visit.id.encode()).hexdigest()[:32]}@frontdesk")
    event.add("dtstamp", now)
    event.add("dtstart", visit.start)
    event.add("dtend", visit.end)
    event.add("summary", clinic.name)
    event.add("location", ", ".join(part for part in (visit.site_name, site.address if site else "") if part))
    if site is not None:
        ways = (each.get(language) or each.get("en", "") for each in (site.directions, site.parking))
        event.add("description", "\n".join([*filter(None, ways), clinic.phone]))
    event.add("status", _STATUS.get(visit.status, "CONFIRMED"))
    calendar = Calendar()
    calendar.add("prodid", "-//Frontdesk//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
