"""Watches for a caller who says nothing: one timer, which every sound puts back."""

import asyncio
from collections.abc import Awaitable, Callable

Sleep = Callable[[float], Awaitable[None]]


class SilenceWatch:
    """Calls `on_silence` when nothing has happened for as long as it was told to wait."""

    def __init__(self, sleep: Sleep, on_silence: Callable[[], None]) -> None:
        self._sleep = sleep
        self._on_silence = on_silence
        self._waiting: asyncio.Task[None] | None = None

    def wait(self, seconds: float) -> None:
        """From now on, in place of what was waited for before."""
        self.stop()
        self._waiting = asyncio.create_task(self._wait(seconds))

    def stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    async def _wait(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._waiting = None
        self._on_silence()
