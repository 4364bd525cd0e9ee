"""Finds appointments and gives them the names that the clinic uses."""

from datetime import datetime

from clinic.settings import ClinicSettings
from tools.ehr.plain_fhir.identifiers import APPOINTMENT, token
from tools.ehr.plain_fhir.slots import instant
from tools.ehr.plain_fhir.visits import visit_record
from tools.ehr.plain_fhir.workplace import WorkplaceReader
from tools.ehr.port import VisitRecord
from tools.fhir_client import FhirClient, NotFound, Resource


class VisitReader:
    def __init__(self, fhir: FhirClient, settings: ClinicSettings, workplace: WorkplaceReader) -> None:
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
        """The visit that a booking with this idempotency key made."""
        found = await self._fhir.search("Appointment", [("identifier", token(APPOINTMENT, key))])
        return await self.record(found[0]) if found else None

    async def record(self, resource: Resource) -> VisitRecord | None:
        return visit_record(resource, await self._workplace.read(), self._settings)
