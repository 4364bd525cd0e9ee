"""The service looks every few minutes at what is due to patients."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from server.logs import describe_error
from server.outreach.reconciler import Reconciler

log = logging.getLogger(__name__)
EVERY = 300.0
"""Seconds between two rounds: how late something that is due goes out. A round that is missed loses nothing."""


async def pause() -> None:
    await asyncio.sleep(EVERY)


@asynccontextmanager
async def reconciled_regularly(
    reconciler: Reconciler, *, wait: Callable[[], Awaitable[None]] = pause
) -> AsyncIterator[None]:
    """A round after each `wait` until the end of the block. One that breaks is logged, and the next one comes."""

    async def reconcile() -> None:
        while True:
            await wait()
            try:
                report = await reconciler.round()
            except Exception as error:
                log.error("outreach_broke", extra=describe_error(error))
            else:
                if report.messages or report.withdrawn or report.trouble:
                    found = {"messages": report.messages, "withdrawn": report.withdrawn}
                    log.info("outreach_round", extra=found | {"trouble": report.trouble})

    reconciling = asyncio.create_task(reconcile())
    try:
        yield
    finally:
        reconciling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reconciling
