"""Rounds: a step that is taken again and again. What a missed one should have done, the next one finds."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from server.logs import describe_error

log = logging.getLogger(__name__)


@asynccontextmanager
async def taken_regularly(
    step: Callable[[], Awaitable[object]], wait: Callable[[], Awaitable[None]], *, event: str
) -> AsyncIterator[None]:
    """Take `step` after each `wait` until the end of the block. One that breaks is logged as `event`."""

    async def take() -> None:
        while True:
            await wait()
            try:
                await step()
            except Exception as error:
                log.error(event, extra=describe_error(error))

    taking = asyncio.create_task(take())
    try:
        yield
    finally:
        taking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await taking
