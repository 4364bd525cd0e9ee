"""Tool: a patient says that they will come."""

from tools.ehr.arguments import AppointmentId, IdempotencyKey, a_key
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_results import Confirmed, ConfirmResult
from tools.ehr.policy import write_tool
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import NOT_THEIRS, Desk

_AHEAD = ("booked", "pending")


class AttendanceTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance="appointments")
    async def confirm_appointment(
        self,
        session: EhrSession,
        appointment_id: AppointmentId,
        idempotency_key: IdempotencyKey,
        version: str = "",
    ) -> ConfirmResult:
        """Write down that the patient will come to a visit. One that is confirmed already counts as done.

        `version` is the one that the patient was told about, "" to leave that unchecked.
        Assurance: as list_appointments. Refused: `not_allowed` (also for a visit that is none, or not this
        patient's), `too_late` (it has begun), `changed_meanwhile` (cancelled or moved since), `not_supported`,
        `invalid_argument`, `ehr_unavailable`. `unknown`: try again with the same key.
        FHIR: Appointment, our identifier and the patient's participant.status = accepted, with If-Match.
        """
        key = a_key(idempotency_key)
        visit = await self._desk.own_visit(session, appointment_id)
        if visit is None:
            return NOT_THEIRS
        appointment = visit.appointment
        if appointment.status not in _AHEAD:
            return Refused(code="changed_meanwhile")
        if appointment.confirmed:
            return Confirmed(appointment=appointment)
        if version and version != appointment.version:
            return Refused(code="changed_meanwhile")
        if appointment.start <= self._desk.clock.now():
            return Refused(code="too_late", detail="already_started")
        if (cannot := unsupported(self._desk.port.capabilities, "confirm_appointment")) is not None:
            return cannot
        return await self._desk.chart.confirm(visit, key)
