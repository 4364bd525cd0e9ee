"""The service looks every few minutes for what is not documented yet."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from server.documentation.desk import DocumentationDesk
from server.rounds import taken_regularly

EVERY = 120.0
"""Seconds between two rounds. What is undocumented is read from the records each time: gaps heal by themselves."""


async def pause() -> None:
    await asyncio.sleep(EVERY)


def documented_regularly(
    desk: DocumentationDesk, *, wait: Callable[[], Awaitable[None]] = pause
) -> AbstractAsyncContextManager[None]:
    """A round after each `wait` until the end of the block."""
    return taken_regularly(desk.round, wait, event="documentation_broke")
