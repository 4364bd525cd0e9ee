"""Every few minutes the service mends what writes that were cut off left behind in the EHR, and tells staff the rest."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict

from server.logs import describe_error
from tools.ehr.repair import RepairReport, UnclearVisit

log = logging.getLogger(__name__)
EVERY = 300.0
"""Seconds between two runs. What to mend is read from the EHR each time: a run that is missed loses nothing."""


async def pause() -> None:
    await asyncio.sleep(EVERY)


@asynccontextmanager
async def mended_regularly(
    repair: Callable[[], Awaitable[RepairReport]],
    tell_staff: Callable[[Sequence[UnclearVisit]], Awaitable[int]],
    *,
    wait: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[None]:
    """Run `repair` after each `wait` (a `pause` where none is given) until the end of the block.

    What it leaves to people goes to `tell_staff`, which answers how much of that was new. A run that breaks is logged,
    and the next one comes.
    """
    mending = asyncio.create_task(_mend(repair, tell_staff, wait or pause))
    try:
        yield
    finally:
        mending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await mending


async def _mend(
    repair: Callable[[], Awaitable[RepairReport]],
    tell_staff: Callable[[Sequence[UnclearVisit]], Awaitable[int]],
    wait: Callable[[], Awaitable[None]],
) -> None:
    while True:
        await wait()
        try:
            report = await repair()
            _log(report)
            if report.unclear and (made := await tell_staff(report.unclear)):
                log.error("A repair of the EHR needs people.", extra={"requests": made})
        except Exception as error:
            log.error("repair_broke", extra=describe_error(error))


def _log(report: RepairReport) -> None:
    """Ids of what was mended; nothing when all was well."""
    found = {name: ids for name, ids in asdict(report).items() if ids and name != "unclear"}
    if found:
        log.warning("What cut-off writes had left in the EHR was mended.", extra=found)
