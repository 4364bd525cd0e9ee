"""Tells open event streams about new messages: in this process here, over Redis where several processes serve."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypeAlias

from server.messages import Message


class Bell(Protocol):
    """Rung once at the start and then whenever its conversation stands otherwise; rings in a row count as one."""

    async def rung(self) -> bool:
        """Wait for it. False: the service stops."""
        ...


class Events(Protocol):
    """Publish and subscribe by conversation. Nothing is kept: who connects late reads the records."""

    async def publish(self, conversation_id: str, messages: Iterable[Message]) -> None: ...

    def subscribe(self, conversation_id: str) -> AbstractContextManager[AsyncIterator[Message]]:
        """Everything published from the moment the block is entered."""
        ...

    def ring(self, conversation_id: str) -> None:
        """Something has changed in the records of the conversation that is no reply: publishing rings by itself."""
        ...

    def bell(self, conversation_id: str) -> AbstractContextManager[Bell]:
        """For whoever reads the records again at every change."""
        ...

    def close(self) -> None:
        """End all subscriptions: the service stops."""
        ...


_Queue: TypeAlias = asyncio.Queue[Message | None]
"""None ends it."""


class _OwnBell:
    def __init__(self) -> None:
        self._sounds = asyncio.Event()
        self._closed = False
        self.ring()

    def ring(self, *, closing: bool = False) -> None:
        self._closed = self._closed or closing
        self._sounds.set()

    async def rung(self) -> bool:
        await self._sounds.wait()
        self._sounds.clear()
        return not self._closed


class InProcessEvents:
    """Events for a single process."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, set[_Queue]] = defaultdict(set)
        self._bells: defaultdict[str, set[_OwnBell]] = defaultdict(set)

    async def publish(self, conversation_id: str, messages: Iterable[Message]) -> None:
        for queue in self._queues.get(conversation_id, ()):
            for message in messages:
                queue.put_nowait(message)
        self.ring(conversation_id)

    def ring(self, conversation_id: str) -> None:
        for bell in self._bells.get(conversation_id, ()):
            bell.ring()

    @contextmanager
    def bell(self, conversation_id: str) -> Iterator[Bell]:
        bell = _OwnBell()
        self._bells[conversation_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[conversation_id].discard(bell)
            if not self._bells[conversation_id]:
                del self._bells[conversation_id]

    def close(self) -> None:
        for bells in self._bells.values():
            for bell in bells:
                bell.ring(closing=True)
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
