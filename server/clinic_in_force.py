"""The clinic that is in force: a change of clinic.yaml is taken up by the next turn, a broken one by none."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from clinic.errors import FrontdeskError
from clinic.settings import ClinicSettings
from graph import Office
from server.clinic_file import ClinicFile
from server.logs import describe_error
from server.opened import Opened
from server.practice import Practice

log = logging.getLogger(__name__)
OpenPractice = Callable[[ClinicSettings], AbstractAsyncContextManager[Practice]]


class ClinicInForce:
    """Opens a practice for each version of the clinic's file. Nothing watches the file: who needs the clinic looks.

    A turn keeps the practice that it began with; one that is no longer in force is closed after its last turn.
    """

    def __init__(self, file: ClinicFile, open_practice: OpenPractice, first: Opened[Practice]) -> None:
        self._file = file
        self._open_practice = open_practice
        self._now = first
        self._in_use: dict[Opened[Practice], int] = {first: 0}
        self._taking_up = asyncio.Lock()
        self._not_opened = ""

    @property
    def clinic(self) -> ClinicSettings:
        return self._now.value.clinic

    @property
    def problem(self) -> str:
        """Why clinic.yaml as it stands is not in force; "" when it is."""
        return self._file.problem or self._not_opened

    @asynccontextmanager
    async def practice(self) -> AsyncIterator[Practice]:
        """The clinic as its file has it now, open until the end of the block."""
        await self.look()
        opened = self._now
        self._in_use[opened] += 1
        try:
            yield opened.value
        finally:
            self._in_use[opened] -= 1
            await self._close_unused()

    @asynccontextmanager
    async def office(self) -> AsyncIterator[Office]:
        async with self.practice() as practice:
            yield practice.office

    async def look(self) -> None:
        """Take up what changed in the file. Where the EHR cannot be opened for it, the version before stays."""
        async with self._taking_up:
            if not self._file.changed():
                return
            try:
                opened = await Opened.enter(self._open_practice(self._file.settings))
            except (FrontdeskError, ExceptionGroup) as error:
                self._not_opened = "The EHR could not be opened for the new clinic.yaml: save it once more."
                log.error("clinic_file_not_taken", extra=describe_error(error) | {"why": self._not_opened})
                return
            self._not_opened = ""
            self._now, self._in_use[opened] = opened, 0
        log.info("clinic_file_taken_up")
        await self._close_unused()

    async def _close_unused(self) -> None:
        for opened in [each for each, users in self._in_use.items() if not users and each is not self._now]:
            del self._in_use[opened]
            await opened.leave()

    async def serve_mcp(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The EHR tools that are in force, as an application."""
        async with self.practice() as practice:
            app: ASGIApp | None = practice.mcp
            assert app is not None
            await app(scope, receive, send)

    async def close(self) -> None:
        for opened in list(self._in_use):
            await opened.leave()


@asynccontextmanager
async def open_clinic(file: ClinicFile, open_practice: OpenPractice) -> AsyncIterator[ClinicInForce]:
    """Raises FrontdeskError where the EHR cannot be used."""
    in_force = ClinicInForce(file, open_practice, await Opened.enter(open_practice(file.settings)))
    try:
        yield in_force
    finally:
        await in_force.close()
