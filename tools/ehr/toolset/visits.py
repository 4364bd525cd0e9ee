"""Tools: the visits of the session's patient: list, book, move, cancel."""

from datetime import timedelta

from clinic.models import Appointment
from clinic.scheduling import Forbidden, may_change
from tools.ehr.arguments import AppointmentId, IdempotencyKey, SlotId, a_key, a_text
from tools.ehr.capabilities import unsupported
from tools.ehr.policy import read_tool, write_tool
from tools.ehr.port import VisitRecord
from tools.ehr.results import (
    Appointments,
    Booked,
    BookResult,
    CancelResult,
    ListAppointmentsResult,
    Refused,
    RescheduleResult,
)
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import NOT_THEIRS, Desk, patient_id_of, withheld
from tools.ehr.toolset.placing import place

_LOOK_BACK = timedelta(days=366)
_TIMED = ("booked", "pending")


class VisitTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance="appointments")
    async def list_appointments(self, session: EhrSession) -> ListAppointmentsResult:
        """The patient's visits of the last year and all to come, soonest first, whatever their status.

        Assurance: clinic.yaml identity.appointments, with a matching phone at level 1, else level 2.
        Refused: `not_allowed`, `ehr_unavailable`. FHIR: searches Appointment.
        """
        since = self._desk.clock.now() - _LOOK_BACK
        visits = await self._desk.port.visits(patient_id_of(session), since)
        listed = (visit.appointment for visit in visits)
        return Appointments(
            appointments=tuple(each for each in listed if not withheld(session, each.visit_type))
        )

    @write_tool(assurance="book")
    async def book_appointment(
        self, session: EhrSession, slot_id: SlotId, idempotency_key: IdempotencyKey, reason: str = ""
    ) -> BookResult:
        """Book an offered time for the patient. `reason` is what the visit is for, in the patient's own words.

        Where the clinic's rules ask for an insurance plan, it is the one told to find_slots, else one on file.

        Assurance: clinic.yaml identity.book. Refused: `not_allowed`, `not_offered`, `slot_taken`, `not_bookable`
        (detail: the rule of clinic.yaml, `overlaps` with another visit of the patient, or `patient_record`),
        `changed_meanwhile` (booked with this key and cancelled since), `invalid_argument`, `ehr_unavailable`.
        `unknown`: try again with the same key, or tell the patient that it is being confirmed.
        FHIR: Slot.status = busy with If-Match and our claim, then Appointment created with If-None-Exist.
        """
        key, words = a_key(idempotency_key), a_text("reason", reason)
        ticket = self._desk.offers.open(slot_id, session.conversation_id)
        slot_ids = ticket.slot_ids if ticket is not None else ()
        earlier = await self._desk.port.visit_made_with(key, patient_id_of(session), slot_ids)
        if earlier is not None:
            return booked_earlier(earlier, session)
        placement = await place(self._desk, session, slot_id, key)
        if isinstance(placement, Refused):
            return placement
        return await self._desk.port.book(patient_id_of(session), placement, words, key)

    @write_tool(assurance="appointments", destructive=True)
    async def reschedule_appointment(
        self,
        session: EhrSession,
        appointment_id: AppointmentId,
        slot_id: SlotId,
        idempotency_key: IdempotencyKey,
        version: str = "",
    ) -> RescheduleResult:
        """Move a visit of the patient to an offered time for the same kind of visit.

        `version` is the one that the patient was told about, "" to leave that unchecked.
        Assurance: as list_appointments. Refused: `not_allowed` (also for a visit that is none, or not this patient's),
        `too_late` (clinic.yaml scheduling.cancel_notice), `not_offered`, `slot_taken`, `not_bookable`,
        `changed_meanwhile`, `invalid_argument`, `ehr_unavailable`. `unknown`: as book_appointment.
        FHIR: claims the new Slots, moves Appointment with If-Match, then frees the old Slots.
        """
        key = a_key(idempotency_key)
        visit = await self._desk.own_visit(session, appointment_id)
        if visit is None:
            return NOT_THEIRS
        if key in visit.keys or self._is_at(visit, slot_id, session):
            return await self._desk.port.finish_move(visit)
        if (cannot := unsupported(self._desk.port.capabilities, "reschedule_appointment")) is not None:
            return cannot
        if (refusal := self._unchangeable(visit, version)) is not None:
            return refusal
        placement = await place(self._desk, session, slot_id, key, moving=visit)
        if isinstance(placement, Refused):
            return placement
        return await self._desk.port.move(visit, placement, key)

    @write_tool(assurance="appointments", destructive=True)
    async def cancel_appointment(
        self,
        session: EhrSession,
        appointment_id: AppointmentId,
        idempotency_key: IdempotencyKey,
        reason: str = "",
        version: str = "",
    ) -> CancelResult:
        """Cancel a visit of the patient. `reason` is in the patient's own words; `version` as reschedule_appointment.

        A visit that is cancelled already counts as done.
        Assurance: as list_appointments. Refused: `not_allowed` (as reschedule_appointment), `too_late`,
        `changed_meanwhile`, `invalid_argument`, `ehr_unavailable`. `unknown`: as book_appointment.
        FHIR: Appointment.status = cancelled with If-Match, then Slot.status = free.
        """
        key, words = a_key(idempotency_key), a_text("reason", reason)
        visit = await self._desk.own_visit(session, appointment_id)
        if visit is None:
            return NOT_THEIRS
        if visit.appointment.status == "cancelled":
            return await self._desk.port.finish_cancel(visit)
        if (refusal := self._unchangeable(visit, version)) is not None:
            return refusal
        return await self._desk.port.cancel(visit, _asked_by(session, words), key)

    def _is_at(self, visit: VisitRecord, slot_id: str, session: EhrSession) -> bool:
        """Whether the visit is where it was to go: an EHR without our keys shows by that that a move was made."""
        ticket = self._desk.offers.open(slot_id, session.conversation_id)
        return ticket is not None and visit.slot_ids == ticket.slot_ids

    def _unchangeable(self, visit: VisitRecord, version: str) -> Refused | None:
        appointment: Appointment = visit.appointment
        if appointment.status not in _TIMED or (version and version != appointment.version):
            return Refused(code="changed_meanwhile")
        verdict = may_change(self._desk.settings, appointment.start, self._desk.clock.now())
        return Refused(code="too_late", detail=verdict.rule) if isinstance(verdict, Forbidden) else None


def booked_earlier(visit: VisitRecord, session: EhrSession) -> Booked | Refused:
    """What a booking that is tried again finds."""
    if visit.patient_id != session.patient_id:
        return Refused(code="not_allowed", detail="the key belongs to another patient's booking")
    if visit.appointment.status == "cancelled":
        return Refused(code="changed_meanwhile", detail="cancelled since it was booked")
    return Booked(appointment=visit.appointment)


def _asked_by(session: EhrSession, words: str) -> str:
    """Words with who asked in the patient's place: a cancelled visit has no other place for it."""
    who = session.representative
    if who is None:
        return words
    asked = f"asked for by {who.first_name} {who.last_name} (RelatedPerson/{who.id})"
    return f"{words} ({asked})" if words else asked
