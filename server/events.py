"""Tells open event streams about new messages: in this process here, over Redis where several processes serve."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypeAlias

from server.messages import Message


class Events(Protocol):
    """Publish and subscribe by conversation. Nothing is kept: who connects late reads the records."""

    async def publish(self, conversation_id: str, messages: Iterable[Message]) -> None: ...

    def subscribe(self, conversation_id: str) -> AbstractContextManager[AsyncIterator[Message]]:
        """Everything published from the moment the block is entered."""
        ...

    def close(self) -> None:
        """End all subscriptions: the service stops."""
        ...


_Queue: TypeAlias = asyncio.Queue[Message | None]
"""None ends it."""


class InProcessEvents:
    """Events for a single process."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, set[_Queue]] = defaultdict(set)

    async def publish(self, conversation_id: str, messages: Iterable[Message]) -> None:
        for queue in self._queues.get(conversation_id, ()):
            for message in messages:
                queue.put_nowait(message)

    def close(self) -> None:
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(None)

    @contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[AsyncIterator[Message]]:
        queue: _Queue = asyncio.Queue()
        self._queues[conversation_id].add(queue)
        try:
            yield _drain(queue)
        finally:
            self._queues[conversation_id].discard(queue)
            if not self._queues[conversation_id]:
                del self._queues[conversation_id]


async def _drain(queue: _Queue) -> AsyncIterator[Message]:
    while (message := await queue.get()) is not None:
        yield message
