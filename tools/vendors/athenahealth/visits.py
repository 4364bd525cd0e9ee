"""Visits: appointments with a patient, read, booked, moved and cancelled."""

import asyncio
from datetime import datetime, timedelta

from clinic.clock import Clock
from clinic.models import Appointment
from tools.ehr.port import Placement, VisitRecord
from tools.fhir_client import NotFound
from tools.vendors.athenahealth.client import AthenaClient
from tools.vendors.athenahealth.formats import a_date, a_time, an_id, an_instant, is_true, written_date
from tools.vendors.rest import CalendarId, KeptRoster, Listed, Roster, TimeId

_STATUSES = {"f": "booked", "2": "checked-in", "3": "fulfilled", "4": "fulfilled", "x": "cancelled"}
"""athenaOne's: f future, o open, 2 checked in, 3 checked out, 4 charge entered, x cancelled."""
_AHEAD = timedelta(days=400)


class AthenaVisits:
    """The calls behind `tools.vendors.rest.Bookings`."""

    def __init__(self, client: AthenaClient, roster: KeptRoster, clock: Clock) -> None:
        self._client = client
        self._roster = roster
        self._clock = clock

    async def start_of(self, time: TimeId) -> datetime:
        return time.start((await self._roster.read()).zone_of(time.calendar.site))

    async def visits(
        self, patient_id: str, since: datetime, until: datetime | None = None
    ) -> list[VisitRecord]:
        """Visits that start in [since, until), soonest first, whatever their status; a moved one at its new time."""
        roster = await self._roster.read()
        end = until or self._clock.now() + _AHEAD
        listed = await self._client.listed(
            f"patients/{patient_id}/appointments",
            "appointments",
            # A day more at both ends: these are dates of each department's own.
            startdate=written_date((since - timedelta(days=1)).date()),
            enddate=written_date((end + timedelta(days=1)).date()),
            showpast="true",
            showcancelled="true",
        )
        records = [
            record
            for each in listed
            if (record := visit_record(each, roster)) and since <= record.appointment.start < end
        ]
        return sorted(records, key=lambda record: record.appointment.start)

    async def booked(self, since: datetime, until: datetime) -> list[VisitRecord]:
        """Visits of all patients at the clinic's sites that start in [since, until)."""
        roster = await self._roster.read()
        lists = await asyncio.gather(
            *(
                self._client.listed(
                    "appointments/booked",
                    "appointments",
                    departmentid=department_id,
                    startdate=written_date((since - timedelta(days=1)).date()),
                    enddate=written_date((until + timedelta(days=1)).date()),
                )
                for department_id in roster.sites.values()
            )
        )
        records = [record for listed in lists for each in listed if (record := visit_record(each, roster))]
        return [each for each in records if since <= each.appointment.start < until]

    async def visit(self, appointment_id: str) -> VisitRecord | None:
        """The visit with this id; one that was moved since is followed to where it is now."""
        if not appointment_id.isdecimal():
            return None
        roster = await self._roster.read()
        for _ in range(5):  # no chain of moves is longer within a conversation
            try:
                listed = await self._client.one(f"appointments/{appointment_id}", "appointments")
            except NotFound:
                return None
            if listed is None:
                return None
            if not (moved_to := _moved_to(listed)):
                return visit_record(listed, roster)
            appointment_id = moved_to
        return None

    async def take(self, patient_id: str, at: Placement, reason: str) -> None:
        """Fill in the open appointment; one whose kind lasts longer takes those behind it along."""
        roster = await self._roster.read()
        form = {
            "patientid": patient_id,
            "appointmenttypeid": roster.visit_types[at.visit_type],
            "departmentid": roster.sites[at.site_key],
            "bookingnote": reason,
        }
        await self._client.put(f"appointments/{_native(at)}", "appointments", "book", form)

    async def reschedule(self, visit: VisitRecord, to: Placement) -> None:
        form = {
            "patientid": visit.patient_id,
            "newappointmentid": _native(to),
            "reschedulereason": "Moved by the patient.",
        }
        await self._client.put(
            f"appointments/{visit.appointment.id}/reschedule", "appointments", "reschedule", form
        )

    async def drop(self, visit: VisitRecord, reason: str) -> None:
        form = {"patientid": visit.patient_id, "cancellationreason": reason or "Cancelled by the patient."}
        await self._client.put(f"appointments/{visit.appointment.id}/cancel", "appointments", "cancel", form)


def visit_record(listed: Listed, roster: Roster) -> VisitRecord | None:
    """None for what is no visit: an open time, an old time of a moved visit, an appointment without time or patient."""
    status = _status(listed)
    patient_id = an_id(listed.get("patientid"))
    site = roster.site_of(an_id(listed.get("departmentid")))
    start = an_instant(listed.get("date"), listed.get("starttime"), roster.zone_of(site))
    if status is None or not patient_id or start is None or _moved_to(listed):
        return None
    clinician = roster.clinician_of(an_id(listed.get("providerid")))
    minutes = int(listed.get("duration") or 0)
    settings = roster.settings
    appointment = Appointment(
        id=an_id(listed.get("appointmentid")),
        version=str(listed.get("lastmodified") or ""),
        status=status,
        visit_type=roster.visit_type_of(an_id(listed.get("appointmenttypeid"))),
        start=start,
        end=start + timedelta(minutes=minutes),
        clinician_id=an_id(listed.get("providerid")),
        clinician_name=settings.clinicians[clinician].name if clinician else "",
        site_id=an_id(listed.get("departmentid")),
        site_name=settings.sites[site].name if site else "",
    )
    return VisitRecord(appointment, patient_id, slot_ids=_held(listed, site, clinician), record=listed)


def _held(listed: Listed, site: str, clinician: str) -> tuple[str, ...]:
    """The time that a visit holds: it has kept the id that the open time had."""
    day, at = a_date(listed.get("date")), a_time(listed.get("starttime"))
    if not (site and clinician and day and at is not None):
        return ()
    return (str(TimeId(CalendarId(site, clinician), day, at, an_id(listed.get("appointmentid")))),)


def _status(listed: Listed) -> str | None:
    status = _STATUSES.get(str(listed.get("appointmentstatus", "")).strip().lower())
    return "noshow" if status == "cancelled" and is_true(listed.get("cancelreasonnoshow")) else status


def _moved_to(listed: Listed) -> str:
    cancelled = str(listed.get("appointmentstatus", "")).strip().lower() == "x"
    return an_id(listed.get("rescheduledappointmentid")) if cancelled else ""


def _native(at: Placement) -> str:
    first = TimeId.parse(at.times[0].id)
    assert first is not None, "placements are made of times that this profile gave"
    return first.native
