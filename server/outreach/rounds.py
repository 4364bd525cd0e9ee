"""The service looks every few minutes at what is due to patients."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from server.outreach.reconciler import Reconciler
from server.rounds import taken_regularly

log = logging.getLogger(__name__)
EVERY = 300.0
"""Seconds between two rounds: how late something that is due goes out. A round that is missed loses nothing."""


async def pause() -> None:
    await asyncio.sleep(EVERY)


def reconciled_regularly(
    reconciler: Reconciler, *, wait: Callable[[], Awaitable[None]] = pause
) -> AbstractAsyncContextManager[None]:
    """A round after each `wait` until the end of the block."""

    async def step() -> None:
        report = await reconciler.round()
        if report.messages or report.withdrawn or report.trouble:
            found = {"messages": report.messages, "withdrawn": report.withdrawn, "trouble": report.trouble}
            log.info("outreach_round", extra=found)

    return taken_regularly(step, wait, event="outreach_broke")
