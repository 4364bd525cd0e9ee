"""Writes a visit into plain FHIR R4: slots are claimed first, and every step can be found and finished by a retry.

hold    mark the slots as tentative, with an end
book    claim the slots -> create the Appointment
move    claim the new slots -> update the Appointment -> free the old slots
cancel  update the Appointment -> free its slots
"""

from collections.abc import Sequence
from datetime import datetime

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from tools.ehr.port import FreeTime, Placement, VisitRecord
from tools.ehr.results import Booked, Cancelled, Held, Moved, Refused, Unknown
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, VersionConflict
from tools.vendors.fhir.identifiers import APPOINTMENT, CANCELLATION, values
from tools.vendors.fhir.slot_records import hold_end
from tools.vendors.fhir.slots import SlotBook
from tools.vendors.fhir.visit_reader import VisitReader
from tools.vendors.fhir.visits import cancelled_visit, is_beside_others, moved_visit, new_visit
from tools.vendors.fhir.workplace import KeptWorkplace


class Bookings:
    """The writes. Each may be tried again with its key at any point, and has one effect."""

    def __init__(
        self,
        fhir: FhirClient,
        settings: ClinicSettings,
        clock: Clock,
        workplace: KeptWorkplace,
        visits: VisitReader,
        slots: SlotBook,
    ) -> None:
        self._fhir = fhir
        self._settings = settings
        self._clock = clock
        self._workplace = workplace
        self._visits = visits
        self._slots = slots

    async def hold(self, times: Sequence[FreeTime], key: str, until: datetime) -> Held | Refused | Unknown:
        try:
            if not await self._slots.hold(times, key, until):
                return Refused(code="slot_taken")
        except LostAnswer:
            return Unknown(detail="hold")
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)
        earlier = [hold_end(each.record) for each in times if each.holder == key and not each.free]
        return Held(until=min([until, *(end for end in earlier if end)]))

    async def book(self, patient_id: str, at: Placement, reason: str, key: str) -> Booked | Refused | Unknown:
        workplace = await self._workplace.read()
        wanted = new_visit(patient_id, at, reason, key, self._clock.now(), workplace, self._settings)
        if (failed := await self._claim(at, key)) is not None:
            return failed
        try:
            created = await self._fhir.create(wanted, if_none_exist=(APPOINTMENT, key))
        except LostAnswer:
            # The claims stay: the appointment may yet appear, and a second try with the key finishes it.
            made = await self._read_back(key)
            return Booked(appointment=made.appointment) if made else Unknown(detail="book")
        except FhirFailure as failure:
            return await self._give_up(at, key, failure)
        made = await self._visits.record(created)
        return Booked(appointment=made.appointment) if made else Unknown(detail="book")

    async def move(self, visit: VisitRecord, to: Placement, key: str) -> Moved | Refused | Unknown:
        workplace = await self._workplace.read()
        if (failed := await self._claim(to, key)) is not None:
            return failed
        try:
            moved = await self._fhir.update(moved_visit(visit, to, key, workplace))
        except (LostAnswer, VersionConflict) as failure:
            # Either may hide that the write took effect: a retry conflicts with its own first try.
            now = await self._read_again(visit)
            if now is not None and key in now.keys:
                return await self.finish_move(now)
            if isinstance(failure, VersionConflict) and now is not None:
                return await self._give_up(to, key, failure)
            return Unknown(detail="move")
        except FhirFailure as failure:
            return await self._give_up(to, key, failure)
        record = await self._visits.record(moved)
        return await self.finish_move(record) if record else Unknown(detail="move")

    async def finish_move(self, visit: VisitRecord) -> Moved:
        """Free what the move left. What fails now is done by a retry or the repair job: the move itself stands."""
        await self._slots.vacate(visit.left_slot_ids, visit.keys)
        return Moved(appointment=visit.appointment)

    async def cancel(self, visit: VisitRecord, reason: str, key: str) -> Cancelled | Refused | Unknown:
        try:
            cancelled = await self._fhir.update(cancelled_visit(visit, reason, key))
        except (LostAnswer, VersionConflict) as failure:
            now = await self._read_again(visit)
            if now is not None and now.appointment.status == "cancelled":
                return await self.finish_cancel(now)
            if isinstance(failure, VersionConflict) and now is not None:
                return Refused(code="changed_meanwhile")
            return Unknown(detail="cancel")
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)
        record = await self._visits.record(cancelled)
        return await self.finish_cancel(record) if record else Unknown(detail="cancel")

    async def finish_cancel(self, visit: VisitRecord) -> Cancelled:
        """Free the slots of a visit that we cancelled; see `finish_move`. What others cancelled stays as it is."""
        if values(visit.record, CANCELLATION):
            await self._slots.vacate(visit.slot_ids, visit.keys, claimed_only=is_beside_others(visit))
        return Cancelled(appointment=visit.appointment)

    async def _claim(self, at: Placement, key: str) -> Refused | Unknown | None:
        try:
            return None if await self._slots.claim(at.times, key) else Refused(code="slot_taken")
        except LostAnswer:
            return Unknown(detail="claim")
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)

    async def _give_up(self, at: Placement, key: str, failure: FhirFailure) -> Refused | Unknown:
        """The appointment was surely not written: give the claims back."""
        if not await self._slots.release([each.id for each in at.times], key):
            return Unknown(detail="release")
        if isinstance(failure, VersionConflict):
            return Refused(code="changed_meanwhile")
        return Refused(code="ehr_unavailable", detail=failure.message)

    async def _read_back(self, key: str) -> VisitRecord | None:
        try:
            return await self._visits.made_with(key)
        except FhirFailure:
            return None

    async def _read_again(self, visit: VisitRecord) -> VisitRecord | None:
        try:
            return await self._visits.by_id(visit.appointment.id)
        except FhirFailure:
            return None
