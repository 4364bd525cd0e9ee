"""What Epic lets us do with a chart: read active prescriptions, and file a note where there is a visit to file it on."""

import base64
from datetime import datetime, timedelta

from clinic.care import Medication
from clinic.settings import ClinicSettings
from tools.ehr.chart_port import Note
from tools.ehr.chart_results import Documented
from tools.ehr.not_offered import NotOffered, not_supported
from tools.ehr.refill_results import FactsWanted, RefillFactsRead
from tools.ehr.results import Refused, Unknown
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, Resource
from tools.vendors.fhir.medications import medications
from tools.vendors.fhir.refill_facts import read_refill_facts
from tools.vendors.fhir.slot_records import instant

_OPEN = ("planned", "arrived", "triaged", "in-progress", "finished")
_LOINC = {"system": "http://loinc.org", "code": "34748-4", "display": "Telephone encounter Note"}


class EpicChart(NotOffered):
    """The rest goes to staff, as the table of capabilities says."""

    def __init__(self, fhir: FhirClient, settings: ClinicSettings) -> None:
        self._fhir = fhir
        self._settings = settings

    async def medications(self, patient_id: str) -> list[Medication] | Refused:
        return await medications(self._fhir, patient_id)

    async def refill_facts(self, patient_id: str, wanted: FactsWanted) -> RefillFactsRead | Refused:
        return RefillFactsRead(facts=await read_refill_facts(self._fhir, patient_id, wanted))

    async def document(self, patient_id: str, note: Note, key: str) -> Documented | Refused | Unknown:  # noqa: ARG002 Epic keeps none
        """DocumentReference.Create, which needs an Encounter, and Encounters cannot be created.

        Epic files a note twice that is sent twice: a lost answer stays Unknown, and our own record is what counts.
        """
        encounter_id = await self._encounter(patient_id, note.started)
        if encounter_id is None:
            return not_supported("document_interaction: there is no visit on that day to file a note on")
        try:
            filed = await self._fhir.create_unconditionally(_document(patient_id, encounter_id, note))
        except LostAnswer:
            return Unknown(detail="document")
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)
        return Documented(document_id=filed["id"])

    async def _encounter(self, patient_id: str, at: datetime) -> str | None:
        """The one visit of that local day; with several, a person decides."""
        midnight = at.astimezone(self._settings.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        day = [("date", f"ge{instant(midnight)}"), ("date", f"lt{instant(midnight + timedelta(days=1))}")]
        found = await self._fhir.search("Encounter", [("patient", patient_id), *day])
        fitting = [each["id"] for each in found if each.get("status") in _OPEN]
        return fitting[0] if len(fitting) == 1 else None


def _document(patient_id: str, encounter_id: str, note: Note) -> Resource:
    """A preliminary note: a person signs it."""
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "preliminary",
        "type": {"coding": [_LOINC], "text": _LOINC["display"]},
        "subject": {"reference": f"Patient/{patient_id}"},
        "date": instant(note.ended),
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain",
                    "data": base64.b64encode(note.summary.encode()).decode(),
                }
            }
        ],
        "context": {
            "encounter": [{"reference": f"Encounter/{encounter_id}"}],
            "period": {"start": instant(note.started), "end": instant(note.ended)},
        },
    }
