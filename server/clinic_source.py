"""The clinic as it is now, for whoever needs it while clinic.yaml may change."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from clinic.settings import ClinicSettings
from graph import Office


class ClinicSource(Protocol):
    """The clinic that is in force (server.clinic_in_force has it)."""

    @property
    def clinic(self) -> ClinicSettings: ...

    @property
    def problem(self) -> str: ...

    async def look(self) -> None:
        """Take up what changed in its file."""
        ...

    def office(self) -> AbstractAsyncContextManager[Office]:
        """Its EHR tools among others, open until the end of the block."""
        ...
