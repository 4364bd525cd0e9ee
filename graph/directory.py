"""The clinic's directory as last read from the EHR: who works where changes by the day, not by the turn."""

from time import monotonic

from clinic.models import Directory
from tools.ehr.client import Ehr
from tools.ehr.results import DirectoryListed
from tools.ehr.session import EhrSession

FRESH_FOR = 300.0
"""Seconds that a directory is used before it is read again."""
SESSION = EhrSession(conversation_id="directory", role="service")


class DirectoryShelf:
    """Keeps the last directory; while the EHR does not answer, the old one serves."""

    def __init__(self, ehr: Ehr) -> None:
        self._ehr = ehr
        self._directory: Directory | None = None
        self._read_at = 0.0

    def latest(self) -> Directory:
        return self._directory or Directory(clinicians=(), sites=(), visit_types=())

    async def refresh(self) -> None:
        """Read the directory again when it has aged, or was never read."""
        if self._directory and monotonic() - self._read_at < FRESH_FOR:
            return
        result = await self._ehr.clinic_directory(SESSION)
        self._read_at = monotonic()
        if isinstance(result, DirectoryListed):
            self._directory = result.directory
