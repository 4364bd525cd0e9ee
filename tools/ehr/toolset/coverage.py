"""Tool: which insurance plans a patient has on file."""

from clinic.care import CoverageOnFile
from clinic.insurance import plan_named
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_results import CoveragesOnFile, ListCoverageResult
from tools.ehr.policy import read_tool
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of


class CoverageTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance="appointments")
    async def list_coverage(self, session: EhrSession) -> ListCoverageResult:
        """The patient's active insurance plans on file, and which of the clinic's accepted plans each one is.

        Whether a plan pays for a visit only the payer knows.
        Assurance: as list_appointments. Refused: `not_allowed`, `not_supported`, `ehr_unavailable`.
        FHIR: searches Coverage of status active.
        """
        if (cannot := unsupported(self._desk.port.capabilities, "list_coverage")) is not None:
            return cannot
        found = await self._desk.chart.coverages(patient_id_of(session))
        if isinstance(found, Refused):
            return found
        return CoveragesOnFile(
            coverages=tuple(
                CoverageOnFile(plan=name, accepted_as=plan_named(self._desk.settings, name) or "")
                for name in found
            )
        )
