"""Visits: read, booked, moved and cancelled. A success says nothing, so that every write is read back."""

from datetime import datetime, time, timedelta
from typing import Any

from clinic.clock import Clock
from clinic.models import Appointment
from tools.ehr.port import Placement, Purpose, VisitRecord
from tools.fhir_client import NotFound, Rejected, VersionConflict
from tools.vendors.nextgen.client import NextGenClient
from tools.vendors.nextgen.formats import a_date, a_time, datetime_literal, is_guid, local
from tools.vendors.nextgen.times import SlotTimes
from tools.vendors.rest import CalendarId, KeptRoster, Listed, Roster, TimeId

_AHEAD = timedelta(days=400)
_BACK = timedelta(days=60)
"""A visit that was moved is now no earlier than this before today."""
_NO_OVERRIDES = {
    "AllowDoubleBooking": False,
    "AllowCategoryConflictOverride": False,
    "ConflictOverrideOnLogin": False,
    "AllowEventLocationOverride": False,
}
"""What the practice's rules forbid stays forbidden; the first of these is what keeps two patients out of one time."""


class NextGenVisits:
    """The calls behind `tools.vendors.rest.Bookings`."""

    def __init__(self, client: NextGenClient, roster: KeptRoster, times: SlotTimes, clock: Clock) -> None:
        self._client = client
        self._roster = roster
        self._times = times
        self._clock = clock
        self._reasons: dict[str, str] = {}

    async def start_of(self, time_id: TimeId) -> datetime:
        return time_id.start((await self._roster.read()).zone_of(time_id.calendar.site))

    async def visits(
        self, patient_id: str, since: datetime, until: datetime | None = None
    ) -> list[VisitRecord]:
        """Visits that start in [since, until), soonest first, whatever their status; a moved one at its new time."""
        roster = await self._roster.read()
        end = until or self._clock.now() + _AHEAD
        records = [
            record
            for each in await self._listed(patient_id, since, end)
            if (record := visit_record(each, roster)) and since <= record.appointment.start < end
        ]
        return sorted(records, key=lambda record: record.appointment.start)

    async def booked(self, since: datetime, until: datetime) -> list[VisitRecord]:
        """Visits of all patients at the clinic's sites that start in [since, until)."""
        roster = await self._roster.read()
        query = {"$filter": _between(since, until), "$orderby": "appointmentDate"}
        listed = await self._client.listed("appointments", "appointments", query)
        sites = frozenset(roster.sites.values())
        records = [record for each in listed if (record := visit_record(each, roster))]
        return [
            each
            for each in records
            if each.appointment.site_id in sites and since <= each.appointment.start < until
        ]

    async def visit(self, appointment_id: str) -> VisitRecord | None:
        """The visit with this id; one that was moved since is followed to where it is now."""
        if not is_guid(appointment_id):
            return None
        roster = await self._roster.read()
        try:
            listed: Listed | None = await self._client.one(f"appointments/{appointment_id}", "appointments")
        except NotFound:
            return None
        now = self._clock.now()
        while listed is not None and listed.get("isRescheduled"):
            moved, others = listed, await self._listed(str(listed.get("personId")), now - _BACK, now + _AHEAD)
            listed = next(
                (each for each in others if each.get("rescheduledAppointmentId") == moved.get("id")), None
            )
        return visit_record(listed, roster) if listed else None

    async def take(self, patient_id: str, at: Placement, reason: str) -> None:
        body = {"PersonId": patient_id, "Details": reason, **await self._where(at)}
        await self._write("appointments", "book", body, at)

    async def reschedule(self, visit: VisitRecord, to: Placement) -> None:
        body = await self._where(to)
        if why := await self._reason("as_resched_reason"):
            body["RescheduleReasonId"] = why
        await self._write(f"appointments/{visit.appointment.id}/reschedule", "reschedule", body, to)

    async def drop(self, visit: VisitRecord, reason: str) -> None:  # noqa: ARG002 it takes none of the patient's words
        why = await self._reason("as_cancel_reason")
        body = {"CancelReasonId": why} if why else {}
        try:
            await self._client.post(
                f"appointments/{visit.appointment.id}/cancel", "appointments", "cancel", body
            )
        except Rejected as refusal:
            raise VersionConflict(refusal.message, http_status=refusal.http_status) from refusal

    async def _write(self, path: str, does: str, body: dict[str, Any], at: Placement) -> None:
        """A refusal of a time that is no longer free means that somebody was faster: 400 alone does not say why."""
        try:
            await self._client.post(path, "appointments", does, body)
        except Rejected as refusal:
            if await self._times.read([each.id for each in at.times], Purpose(at.visit_type)):
                raise
            raise VersionConflict(refusal.message, http_status=refusal.http_status) from refusal

    async def _where(self, at: Placement) -> dict[str, Any]:
        roster = await self._roster.read()
        start = at.start.astimezone(roster.zone_of(at.site_key))
        return {
            "EventId": roster.visit_types[at.visit_type],
            "LocationId": roster.sites[at.site_key],
            "ResourceIds": [roster.clinicians[at.clinician_key].id],
            "AppointmentDate": local(start.date(), start.time()),
            # With the time that is kept free behind it: nothing else keeps it free.
            "DurationMinutes": int((at.times[-1].end - at.start).total_seconds() // 60),
            **_NO_OVERRIDES,
        }

    async def _listed(self, patient_id: str, since: datetime, until: datetime) -> list[Listed]:
        if not is_guid(patient_id):
            return []
        query = {"$filter": _between(since, until), "$orderby": "appointmentDate"}
        return await self._client.listed(f"persons/{patient_id}/appointments", "appointments", query)

    async def _reason(self, kind: str) -> str:
        """The practice's reason that says that it was the patient, else its first; "" where it has none."""
        if kind not in self._reasons:
            listed = await self._client.listed(
                "master/list-items", "list items", {"$filter": f"type eq '{kind}'"}
            )
            ours = [each for each in listed if "patient" in str(each.get("name", "")).lower()]
            self._reasons[kind] = next((str(each["id"]) for each in (*ours, *listed)), "")
        return self._reasons[kind]


def visit_record(listed: Listed, roster: Roster) -> VisitRecord | None:
    """None for what is no visit: deleted, moved elsewhere, without a time or a person."""
    day, at = a_date(listed.get("appointmentDate")), a_time(listed.get("beginTime"))
    person = str(listed.get("personId") or "")
    if day is None or at is None or not person or listed.get("isDeleted") or listed.get("isRescheduled"):
        return None
    site = roster.site_of(str(listed.get("locationId")))
    resources = [str(each) for each in listed.get("resourceIds") or ()]
    clinician = next((key for each in resources if (key := roster.clinician_of(each))), "")
    time_id = TimeId(CalendarId(site, clinician), day, at)
    start = time_id.start(roster.zone_of(site))
    settings = roster.settings
    appointment = Appointment(
        id=str(listed["id"]),
        version=str(listed.get("modifyTimestamp") or ""),
        status=_status(listed),
        visit_type=roster.visit_type_of(str(listed.get("eventId"))),
        start=start,
        end=start + timedelta(minutes=int(listed.get("duration") or 0)),
        clinician_id=roster.clinicians[clinician].id if clinician else next(iter(resources), ""),
        clinician_name=settings.clinicians[clinician].name if clinician else "",
        site_id=str(listed.get("locationId") or ""),
        site_name=settings.sites[site].name if site else str(listed.get("locationName") or ""),
        confirmed=bool(listed.get("appointmentConfirmed")),
    )
    held = (str(time_id),) if site and clinician else ()
    return VisitRecord(appointment, person, slot_ids=held, record=listed)


def _between(since: datetime, until: datetime) -> str:
    """A day more at both ends: the dates are local."""
    first, last = (since - timedelta(days=1)).date(), (until + timedelta(days=1)).date()
    return (
        f"appointmentDate ge {datetime_literal(first)}"
        f" and appointmentDate le {datetime_literal(last, time(23, 59, 59))}"
    )


def _status(listed: Listed) -> str:
    """Told by flags (NextGen: "Appointment Status")."""
    if listed.get("isCancelled"):
        return "cancelled"
    if listed.get("isNoShow"):
        return "noshow"
    return "fulfilled" if listed.get("isKept") else "booked"
