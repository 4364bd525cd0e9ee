"""Async context managers in fixtures: anyio wants them entered and left in one task, pytest uses two."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def in_own_task(manager: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """Enter and leave `manager` in a task of its own, which lives until the end of the block."""
    entered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def keep() -> None:
        try:
            async with manager as value:
                entered.set_result(value)
                await done.wait()
        except BaseException as error:
            if entered.done():
                raise
            entered.set_exception(error)

    keeper = asyncio.create_task(keep())
    try:
        yield await entered
    finally:
        done.set()
        await keeper
