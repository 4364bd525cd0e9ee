"""Tells open event streams about new messages: in this process here, over Redis where several processes serve."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from server.messages import Message


class Events(Protocol):
    """Publish and subscribe by conversation. Nothing is kept: who connects late reads the records."""

    async def publish(self, conversation_id: str, messages: Iterable[Message]) -> None: ...

    def subscribe(self, conversation_id: str) -> AbstractContextManager[AsyncIterator[Message]]:
        """Everything published from the moment the block is entered."""
        ...


class InProcessEvents:
    """Events for a single process."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, set[asyncio.Queue[Message]]] = defaultdict(set)

    async def publish(self, conversation_id: str, messages: Iterable[Message]) -> None:
        for queue in self._queues.get(conversation_id, ()):
            for message in messages:
                queue.put_nowait(message)

    @contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[AsyncIterator[Message]]:
        queue: asyncio.Queue[Message] = asyncio.Queue()
        self._queues[conversation_id].add(queue)
        try:
            yield _drain(queue)
        finally:
            self._queues[conversation_id].discard(queue)
            if not self._queues[conversation_id]:
                del self._queues[conversation_id]


async def _drain(queue: asyncio.Queue[Message]) -> AsyncIterator[Message]:
    while True:
        yield await queue.get()
