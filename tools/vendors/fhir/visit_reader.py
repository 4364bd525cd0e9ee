"""Finds appointments and gives them the names that the clinic uses."""

from collections.abc import Sequence
from datetime import datetime

from clinic.settings import ClinicSettings
from tools.ehr.port import VisitRecord
from tools.fhir_client import FhirClient, NotFound, Resource
from tools.vendors.fhir.identifiers import APPOINTMENT, CANCELLATION, MOVE, token, values
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.slots import HOLDS_TIME
from tools.vendors.fhir.visits import visit_record
from tools.vendors.fhir.workplace import KeptWorkplace


class VisitReader:
    def __init__(self, fhir: FhirClient, settings: ClinicSettings, workplace: KeptWorkplace) -> None:
        self._fhir = fhir
        self._settings = settings
        self._workplace = workplace

    async def of_patient(self, patient_id: str, since: datetime) -> list[VisitRecord]:
        """Visits that start at or after `since`, soonest first, whatever their status."""
        wanted = [("patient", f"Patient/{patient_id}"), ("date", f"ge{instant(since)}"), ("_count", "100")]
        found = await self._fhir.search("Appointment", wanted)
        records = [record for each in found if (record := await self.record(each))]
        return sorted(records, key=lambda record: record.appointment.start)

    async def by_id(self, appointment_id: str) -> VisitRecord | None:
        try:
            return await self.record(await self._fhir.read("Appointment", appointment_id))
        except NotFound:
            return None

    async def made_with(self, key: str) -> VisitRecord | None:
        """The visit that a booking with this idempotency key made.

        Of two, which a server without If-None-Exist may have let come about, always the same one.
        """
        found = await self._fhir.search("Appointment", [("identifier", token(APPOINTMENT, key))])
        for each in sorted(found, key=lambda appointment: str(appointment["id"])):
            if (record := await self.record(each)) is not None:
                return record
        return None

    async def on_times(self, slot_ids: Sequence[str]) -> list[VisitRecord]:
        """Visits that hold any of these Slots."""
        wanted = [
            ("slot", ",".join(f"Slot/{each}" for each in slot_ids)),
            ("status", ",".join(HOLDS_TIME)),
            ("_count", "200"),
        ]
        found = await self._fhir.search("Appointment", wanted)
        records = [record for each in found if (record := await self.record(each))]
        return [each for each in records if not set(slot_ids).isdisjoint(each.slot_ids)]

    async def of_ours(self, since: datetime) -> list[VisitRecord]:
        """Visits that we made, moved or cancelled and that start at or after `since`, whatever their status."""
        found: dict[str, VisitRecord] = {}
        for system in (APPOINTMENT, MOVE, CANCELLATION):
            wanted = [("identifier", f"{system}|"), ("date", f"ge{instant(since)}"), ("_count", "200")]
            for each in await self._fhir.search("Appointment", wanted):
                if values(each, system) and (record := await self.record(each)) is not None:
                    found[record.appointment.id] = record
        return list(found.values())

    async def record(self, resource: Resource) -> VisitRecord | None:
        return visit_record(resource, await self._workplace.read(), self._settings)
