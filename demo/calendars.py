"""The demo's calendars: a grid of slots for each clinician and site, on which visits are placed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from clinic.hours import WEEKDAYS, opening_periods
from clinic.settings import ClinicSettings
from clinic.windows import local_instant
from demo.roster import ROSTER, SYSTEM, StaffMember

GRID = timedelta(minutes=20)
WEEKS_BEFORE, WEEKS_AFTER = 1, 5
"""Calendars run from a week before the Monday of the anchor's week to five weeks after it."""


@dataclass
class GridSlot:
    """One slot of the grid. `start` is the clinic's local time, zone-aware."""

    clinician: str
    site: str
    start: datetime
    status: Literal["free", "busy", "busy-unavailable"] = "free"

    @property
    def id(self) -> str:
        return f"slot-{self.clinician}-{fhir_key(self.site)}-{self.start:%Y%m%d-%H%M}"

    @property
    def end(self) -> datetime:
        return self.start + GRID

    def resource(self) -> dict[str, Any]:
        return {
            "resourceType": "Slot",
            "id": self.id,
            "schedule": {"reference": f"Schedule/{schedule_id(self.clinician, self.site)}"},
            "status": self.status,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
        }


class Calendars:
    """All slots of the demo around an anchor, free until something is placed on them."""

    def __init__(self, settings: ClinicSettings, anchor: date) -> None:
        self.settings = settings
        self.anchor = anchor
        monday = anchor - timedelta(days=anchor.weekday())
        self.first = monday - timedelta(weeks=WEEKS_BEFORE)
        self.last = monday + timedelta(weeks=WEEKS_AFTER) - timedelta(days=1)
        self._slots = {
            member.key: sorted(self._grid(member), key=lambda slot: slot.start) for member in ROSTER
        }

    def slots_of(self, clinician: str, day: date | None = None) -> list[GridSlot]:
        """The clinician's slots, soonest first; those of one local day if given."""
        return [slot for slot in self._slots[clinician] if day is None or slot.start.date() == day]

    def free_runs(self, clinician: str, length: int, day: date | None = None) -> Iterator[list[GridSlot]]:
        """Every `length` free slots of one site in a row, one after the other without a gap."""
        slots = self.slots_of(clinician, day)
        for at in range(len(slots) - length + 1):
            run = slots[at : at + length]
            together = run[-1].start - run[0].start == (length - 1) * GRID and run[0].site == run[-1].site
            if together and all(slot.status == "free" for slot in run):
                yield run

    def resources(self) -> Iterator[dict[str, Any]]:
        """Schedule and Slot resources, schedules first."""
        for member in ROSTER:
            for site in dict.fromkeys(shift.site for shift in member.shifts):
                yield self._schedule(member, site)
        for slots in self._slots.values():
            for slot in slots:
                yield slot.resource()

    def _grid(self, member: StaffMember) -> Iterator[GridSlot]:
        zone = self.settings.zone
        for offset in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=offset)
            for shift in (shift for shift in member.shifts if shift.day == WEEKDAYS[day.weekday()]):
                begins, ends = local_instant(day, shift.start, zone), local_instant(day, shift.end, zone)
                for period in opening_periods(self.settings, shift.site, day):
                    at = max(begins, period.start)
                    while at + GRID <= min(ends, period.end):
                        yield GridSlot(member.key, shift.site, at.astimezone(zone))
                        at += GRID

    def _schedule(self, member: StaffMember, site: str) -> dict[str, Any]:
        zone = self.settings.zone
        return {
            "resourceType": "Schedule",
            "id": schedule_id(member.key, site),
            "active": True,
            "serviceType": [
                service_type(self.settings, key) for key in visit_types_of(self.settings, member.key, site)
            ],
            "actor": [
                {"reference": f"Practitioner/{member.practitioner_id}", "display": member.name},
                {"reference": f"Location/{location_id(site)}", "display": self.settings.sites[site].name},
            ],
            "planningHorizon": {
                "start": datetime.combine(self.first, datetime.min.time(), zone).isoformat(),
                "end": datetime.combine(self.last + timedelta(days=1), datetime.min.time(), zone).isoformat(),
            },
        }


def visit_types_of(settings: ClinicSettings, clinician: str, site: str) -> list[str]:
    """Keys of the visit types that the clinician does at the site."""
    return [
        key
        for key, visit_type in settings.visit_types.items()
        if clinician in visit_type.clinicians and (not visit_type.sites or site in visit_type.sites)
    ]


def service_type(settings: ClinicSettings, visit_type: str) -> dict[str, Any]:
    """The CodeableConcept of a visit type in the demo EHR."""
    kind = settings.visit_types[visit_type]
    display = kind.name["en"]
    return {
        "coding": [{"system": f"{SYSTEM}/service-type", "code": kind.service_type, "display": display}],
        "text": display,
    }


def schedule_id(clinician: str, site: str) -> str:
    return f"schedule-{clinician}-{fhir_key(site)}"


def location_id(site: str) -> str:
    return f"location-{fhir_key(site)}"


def fhir_key(key: str) -> str:
    """A clinic.yaml key as it may stand in a FHIR id, where `_` is not allowed."""
    return key.replace("_", "-")


def instant(moment: datetime) -> str:
    """A FHIR instant in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
