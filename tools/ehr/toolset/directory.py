"""Tool: who works where and what can be booked."""

from clinic.models import Assurance
from tools.ehr.policy import read_tool
from tools.ehr.results import DirectoryListed, DirectoryResult
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk


class DirectoryTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance=Assurance.ANONYMOUS)
    async def clinic_directory(self, session: EhrSession) -> DirectoryResult:  # noqa: ARG002 every tool has one
        """Clinicians, sites and visit types that can be booked here.

        Assurance: none. Refused: `ehr_unavailable`.
        FHIR: reads Practitioner, Location, Schedule; kept for five minutes.
        """
        return DirectoryListed(directory=(await self._desk.port.workplace()).directory)
