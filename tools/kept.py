"""Keeps what an EHR is seldom asked for, such as its directory; an older copy serves while the EHR does not answer."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from tools.fhir_client import FhirFailure

logger = logging.getLogger(__name__)

FRESH_FOR = 300.0
"""Seconds for which people, places and calendars are not read again. Times (Slots) are never kept."""
T = TypeVar("T")


class Kept(Generic[T]):
    """One copy for all callers; `ask` asks the EHR."""

    def __init__(
        self, ask: Callable[[], Awaitable[T]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._reading = asyncio.Lock()
        self._kept: T | None = None
        self._read_at = 0.0

    async def read(self) -> T:
        """Raises FhirFailure as long as there never was a copy."""
        if (kept := self._fresh()) is not None:
            return kept
        async with self._reading:
            if (kept := self._fresh()) is not None:
                return kept
            try:
                self._kept = await self._ask()
            except FhirFailure as failure:
                if self._kept is None:
                    raise
                logger.warning("The directory could not be read again; the last copy is used: %s", failure)
            self._read_at = self._monotonic()
            return self._kept

    @property
    def latest(self) -> T | None:
        """The copy as it is, however old; None while there never was one."""
        return self._kept

    def _fresh(self) -> T | None:
        return self._kept if self._monotonic() - self._read_at < FRESH_FOR else None
