"""Tells consoles that a request has changed: in this process here, over Redis where several processes serve."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from clinic.models import Value
from clinic.requests import Status


class Change(Value):
    """A request that stands otherwise than before."""

    request_id: str
    kind: str
    status: Status
    version: int
    call: str | None = None
    """The conversation of a caller who was just put through to a person: consoles open it."""


class Changes:
    """Publish and subscribe. Nothing is kept: who connects late reads the list."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Change | None]] = set()

    def publish(self, change: Change) -> None:
        for queue in self._queues:
            queue.put_nowait(change)

    def close(self) -> None:
        """End all subscriptions: the service stops."""
        for queue in self._queues:
            queue.put_nowait(None)

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[Change]]:
        """Everything published from the moment the block is entered."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield _drain(queue)
        finally:
            self._queues.discard(queue)


async def _drain(queue: asyncio.Queue[Change | None]) -> AsyncIterator[Change]:
    while (change := await queue.get()) is not None:
        yield change
