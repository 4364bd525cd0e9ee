"""Every few minutes the service mends what writes that were cut off left behind in the EHR, and tells staff the rest."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Protocol, TypeAlias

from clinic.clock import Clock
from server.logs import describe_error
from server.records.database import Database
from server.unclear_visits import Patients, put_before_staff
from tools.ehr.repair import RepairReport

log = logging.getLogger(__name__)
EVERY = 300.0
"""Seconds between two runs. What to mend is read from the EHR each time: a run that is missed loses nothing."""
Step: TypeAlias = Callable[[], Awaitable[None]]


class Mendable(Patients, Protocol):
    """An EHR's profile that can mend what cut-off writes left."""

    async def repair(self) -> RepairReport: ...


async def pause() -> None:
    await asyncio.sleep(EVERY)


@asynccontextmanager
async def mended_regularly(
    *steps: Step, wait: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[None]:
    """Take the steps after each `wait` (a `pause` where none is given) until the end of the block.

    One that breaks is logged, and keeps neither the others nor its own next time from coming.
    """
    mending = asyncio.create_task(_take(steps, wait or pause))
    try:
        yield
    finally:
        mending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await mending


async def _take(steps: tuple[Step, ...], wait: Callable[[], Awaitable[None]]) -> None:
    while True:
        await wait()
        for step in steps:
            try:
                await step()
            except Exception as error:
                log.error("repair_broke", extra=describe_error(error))


async def mend(ehr: Mendable, database: Database, clock: Clock) -> None:
    """One run. Ids of what was mended go to the log; what a person has to look at, to staff."""
    report = await ehr.repair()
    found = {name: ids for name, ids in asdict(report).items() if ids and name != "unclear"}
    if found:
        log.warning("What cut-off writes had left in the EHR was mended.", extra=found)
    if made := await put_before_staff(database, ehr, report.unclear, at=clock.now()):
        log.error("A repair of the EHR needs people.", extra={"requests": made})
