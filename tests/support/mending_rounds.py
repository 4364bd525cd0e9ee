"""Lets the repair of the EHR run when a test says so."""

import asyncio

import pytest

from server import mending


class Rounds:
    """Lets the repair run once at a time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._let: asyncio.Queue[None] = asyncio.Queue()
        self._waits: asyncio.Queue[None] = asyncio.Queue()
        monkeypatch.setattr(mending, "pause", self._pause)

    async def _pause(self) -> None:
        self._waits.put_nowait(None)
        await self._let.get()

    async def one(self) -> None:
        await asyncio.wait_for(self._waits.get(), 20)
        self._let.put_nowait(None)
        await asyncio.wait_for(self._waits.get(), 20)
        self._waits.put_nowait(None)
