"""The clinic's directory as last read from the EHR: who works where changes by the day, not by the turn."""

from clinic.models import Directory
from tools.ehr.client import Ehr
from tools.ehr.results import DirectoryListed
from tools.ehr.session import EhrSession
from tools.fhir_client import EhrUnavailable
from tools.kept import Kept

SESSION = EhrSession(conversation_id="directory", role="service")


class DirectoryShelf:
    """Keeps the last directory (`tools.kept`); while the EHR does not answer, the old one serves."""

    def __init__(self, ehr: Ehr) -> None:
        self._ehr = ehr
        self._kept = Kept(self._ask)

    def latest(self) -> Directory:
        return self._kept.latest or Directory(clinicians=(), sites=(), visit_types=())

    async def refresh(self) -> None:
        """Read the directory again when it has aged, or was never read."""
        try:
            await self._kept.read()
        except EhrUnavailable:
            return  # none was ever read: the tools say so themselves when they are called

    async def _ask(self) -> Directory:
        result = await self._ehr.clinic_directory(SESSION)
        if isinstance(result, DirectoryListed):
            return result.directory
        raise EhrUnavailable("The directory was not listed.")
