"""Keeps the roster for a while; an older copy serves while the EHR does not answer. Times are never kept."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from tools.fhir_client import FhirFailure
from tools.vendors.fhir.workplace import FRESH_FOR
from tools.vendors.rest.roster import Roster

logger = logging.getLogger(__name__)


class KeptRoster:
    """One roster for all callers; `read` asks the EHR."""

    def __init__(
        self, read: Callable[[], Awaitable[Roster]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._monotonic = monotonic
        self._reading = asyncio.Lock()
        self._kept: Roster | None = None
        self._read_at = 0.0

    async def get(self) -> Roster:
        """Raises FhirFailure as long as there never was one."""
        if (kept := self._fresh()) is not None:
            return kept
        async with self._reading:
            if (kept := self._fresh()) is not None:
                return kept
            try:
                self._kept = await self._read()
            except FhirFailure as failure:
                if self._kept is None:
                    raise
                logger.warning("The directory could not be read again; the last copy is used: %s", failure)
            self._read_at = self._monotonic()
            return self._kept

    def _fresh(self) -> Roster | None:
        return self._kept if self._monotonic() - self._read_at < FRESH_FOR else None
