"""Plain FHIR R4 as an EHR port: claim the slots first, then write the appointment, and recognise both on a retry."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from clinic.clock import Clock
from clinic.names import fold
from clinic.record_linkage import Particulars
from clinic.settings import ClinicSettings
from tools.ehr.capabilities import Capabilities
from tools.ehr.port import (
    FreeTime,
    NewPatient,
    Overbooking,
    PatientRecord,
    Placement,
    Purpose,
    VisitRecord,
    Workplace,
)
from tools.ehr.repair import RepairReport
from tools.ehr.results import Booked, Cancelled, Held, Moved, Refused, Registered, Unknown
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, NotFound, Resource
from tools.kept import Kept
from tools.vendors.fhir.bookings import Bookings
from tools.vendors.fhir.candidates import CandidateSearch
from tools.vendors.fhir.capabilities import CAPABILITIES
from tools.vendors.fhir.chart import PlainChart
from tools.vendors.fhir.identifiers import REGISTRATION, token
from tools.vendors.fhir.overbookings import Overbookings
from tools.vendors.fhir.patients import new_patient, patient_record
from tools.vendors.fhir.repair import GRACE, Repair
from tools.vendors.fhir.slots import SlotBook
from tools.vendors.fhir.visit_reader import VisitReader
from tools.vendors.fhir.workplace import read_workplace

_KEPT = "fulfilled,arrived,checked-in"


class PlainFhir:
    """Any FHIR R4 server that keeps versions (see `requirements`)."""

    def __init__(self, fhir: FhirClient, settings: ClinicSettings, clock: Clock) -> None:
        self._fhir = fhir
        self._settings = settings
        self._clock = clock
        self._workplace = Kept(partial(read_workplace, fhir, settings))
        self._visits = VisitReader(fhir, settings, self._workplace)
        self._slots = SlotBook(fhir, clock)
        self._candidates = CandidateSearch(fhir)
        self._bookings = Bookings(fhir, settings, clock, self._workplace, self._visits, self._slots)
        self._overbookings = Overbookings(fhir, settings, clock, self._workplace, self._visits, self._slots)
        self.chart = PlainChart(fhir, settings, clock, self._visits)

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def learn(self) -> None:
        """Ask the server once, at start, what it offers beyond what every server must."""
        await self._candidates.learn()

    async def workplace(self) -> Workplace:
        return await self._workplace.read()

    async def patient(self, patient_id: str) -> PatientRecord | None:
        try:
            return self._patient(await self._fhir.read("Patient", patient_id))
        except NotFound:
            return None

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        found = await self._candidates.resources(told)
        return [record for each in found if (record := self._patient(each))]

    async def registered_with(self, key: str, person: NewPatient) -> PatientRecord | None:
        found = await self._fhir.search("Patient", [("identifier", token(REGISTRATION, key))])
        records = (record for each in found if (record := self._patient(each)))
        return next((record for record in records if _is_of(record, person)), None)

    async def was_seen(self, patient_id: str, since: date) -> bool:
        """A finished encounter or a kept appointment on or after `since`."""
        who_and_when = [
            ("date", f"ge{since.isoformat()}"),
            ("patient", f"Patient/{patient_id}"),
            ("_count", "1"),
        ]
        for resource_type, kept in (("Encounter", "finished"), ("Appointment", _KEPT)):
            if await self._fhir.search(resource_type, [("status", kept), *who_and_when], at_most=1):
                return True
        return False

    async def register(self, person: NewPatient, key: str) -> Registered | Refused | Unknown:
        try:
            created = await self._fhir.create(new_patient(person, key), if_none_exist=(REGISTRATION, key))
            record = self._patient(created)
        except LostAnswer:
            try:
                record = await self.registered_with(key, person)
            except FhirFailure:
                record = None
            if record is None:
                return Unknown(detail="register")
        if record is None:
            return Refused(
                code="ehr_unavailable", detail="The EHR stored a patient without name or birth date."
            )
        if not _is_of(record, person):
            return Refused(code="not_allowed", detail="the key belongs to another person's registration")
        return Registered(patient=record.patient)

    async def visits(self, patient_id: str, since: datetime) -> list[VisitRecord]:
        return await self._visits.of_patient(patient_id, since)

    async def visit(self, appointment_id: str) -> VisitRecord | None:
        return await self._visits.by_id(appointment_id)

    async def visit_made_with(
        self,
        key: str,
        patient_id: str,  # noqa: ARG002 the key is in the record
        slot_ids: Sequence[str],  # noqa: ARG002
    ) -> VisitRecord | None:
        return await self._visits.made_with(key)

    def free_times(
        self,
        calendar_ids: Sequence[str],
        start: datetime,
        end: datetime,
        purpose: Purpose,  # noqa: ARG002 a Slot is free for whatever its calendar takes
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        return self._slots.free_times(calendar_ids, start, end)

    async def times(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:  # noqa: ARG002
        return await self._slots.read(ids)

    async def hold(self, times: Sequence[FreeTime], key: str, until: datetime) -> Held | Refused | Unknown:
        return await self._bookings.hold(times, key, until)

    async def end_hold(self, ids: Sequence[str], key: str) -> bool:
        return await self._slots.end_hold(ids, key)

    async def release(self, ids: Sequence[str], key: str) -> bool:
        return await self._slots.release(ids, key)

    async def book(self, patient_id: str, at: Placement, reason: str, key: str) -> Booked | Refused | Unknown:
        return await self._bookings.book(patient_id, at, reason, key)

    async def overbook(
        self, patient_id: str, wanted: Overbooking, reason: str, key: str
    ) -> Booked | Refused | Unknown:
        return await self._overbookings.overbook(patient_id, wanted, reason, key)

    async def move(self, visit: VisitRecord, to: Placement, key: str) -> Moved | Refused | Unknown:
        return await self._bookings.move(visit, to, key)

    async def finish_move(self, visit: VisitRecord) -> Moved:
        return await self._bookings.finish_move(visit)

    async def cancel(self, visit: VisitRecord, reason: str, key: str) -> Cancelled | Refused | Unknown:
        return await self._bookings.cancel(visit, reason, key)

    async def finish_cancel(self, visit: VisitRecord) -> Cancelled:
        return await self._bookings.finish_cancel(visit)

    async def repair(self, grace: timedelta = GRACE) -> RepairReport:
        """Mend what cut-off writes left behind; nothing younger than `grace` is touched. Raises nothing of the EHR's."""
        return await Repair(self._fhir, self._visits, self._slots, self._clock, grace).run()

    def _patient(self, resource: Resource) -> PatientRecord | None:
        return patient_record(resource, self._settings.country)


def _is_of(record: PatientRecord, person: NewPatient) -> bool:
    """Whether a registration made this record: its key is no way to hear of somebody else."""
    on_file = record.patient
    return (on_file.birth_date, fold(on_file.last_name)) == (person.birth_date, fold(person.last_name))
