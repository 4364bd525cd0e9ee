"""A context manager that a task of its own keeps open, so that any task may close it."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Generic, TypeVar

T = TypeVar("T")


class Opened(Generic[T]):
    """What was opened is `value`. anyio wants it entered and left in one task, and such things in order of a stack;
    tasks of their own can end in any order."""

    def __init__(self, value: T, keeper: "asyncio.Task[None]", end: asyncio.Event) -> None:
        self.value = value
        self._keeper = keeper
        self._end = end

    @classmethod
    async def enter(cls, manager: AbstractAsyncContextManager[T]) -> "Opened[T]":
        """Raises what entering raises."""
        entered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        end = asyncio.Event()

        async def keep() -> None:
            try:
                async with manager as value:
                    entered.set_result(value)
                    await end.wait()
            except BaseException as error:
                if entered.done():
                    raise
                entered.set_exception(error)

        keeper = asyncio.create_task(keep())
        return cls(await entered, keeper, end)

    async def leave(self) -> None:
        """Raises what leaving raises."""
        self._end.set()
        await self._keeper
