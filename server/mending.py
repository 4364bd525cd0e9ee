"""Every few minutes the service mends what writes that were cut off left behind in the EHR."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict

from server.logs import describe_error
from tools.vendors.fhir import RepairReport

log = logging.getLogger(__name__)
EVERY = 300.0
"""Seconds between two runs. What to mend is read from the EHR each time: a run that is missed loses nothing."""


async def pause() -> None:
    await asyncio.sleep(EVERY)


@asynccontextmanager
async def mended_regularly(
    repair: Callable[[], Awaitable[RepairReport]], *, wait: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[None]:
    """Run `repair` after each `wait` (a `pause` where none is given) until the end of the block.

    A run that breaks is logged, and the next one comes.
    """
    mending = asyncio.create_task(_mend(repair, wait or pause))
    try:
        yield
    finally:
        mending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await mending


async def _mend(repair: Callable[[], Awaitable[RepairReport]], wait: Callable[[], Awaitable[None]]) -> None:
    while True:
        await wait()
        try:
            _tell(await repair())
        except Exception as error:
            log.error("repair_broke", extra=describe_error(error))


def _tell(report: RepairReport) -> None:
    """Ids of what was mended, and of visits that a person has to look at; nothing when all was well."""
    found = {name: ids for name, ids in asdict(report).items() if ids}
    if report.unclear:
        log.error("A visit's time is somebody else's: a person has to look at it.", extra=found)
    elif found:
        log.warning("What cut-off writes had left in the EHR was mended.", extra=found)
