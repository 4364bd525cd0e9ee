"""Tool: the medicines that are prescribed to the patient."""

from tools.ehr.capabilities import unsupported
from tools.ehr.chart_results import ListMedicationsResult, Medications
from tools.ehr.policy import read_tool
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of


class MedicationTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance="medicines")
    async def list_medications(self, session: EhrSession) -> ListMedicationsResult:
        """The patient's active prescriptions, newest first: name, directions, when last written, refills allowed.

        How many refills are left only the pharmacy knows.
        Assurance: clinic.yaml identity.medicines (level 2 unless the clinic sets less). Refused: `not_allowed`,
        `not_supported`, `ehr_unavailable`. FHIR: searches MedicationRequest of status active.
        """
        if (cannot := unsupported(self._desk.port.capabilities, "list_medications")) is not None:
            return cannot
        found = await self._desk.chart.medications(patient_id_of(session))
        return found if isinstance(found, Refused) else Medications(medications=tuple(found))
