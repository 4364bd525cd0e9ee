"""A turn while it runs, and the lane that lets the turns of one conversation run one after the other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from clinic.models import Value
from graph.turns import Outgoing
from server.messages import Turn
from server.records import Problem, Received


class Finished(Value):
    """How a turn ended: answered, or refused for a mistake of the caller's."""

    result: Turn | Problem
    model_calls: int = 0
    transfer: bool = False
    """The caller is to be put through to a person."""


class RunningTurn:
    """One message on its way. Any number of callers may listen and wait; none of them can stop it."""

    def __init__(self, received: Received) -> None:
        self.received = received
        self.said: list[Outgoing] = []
        self._news = asyncio.Event()
        self._finished: asyncio.Future[Finished] = asyncio.get_running_loop().create_future()
        # A turn that nobody waits for any more may fail: the runner has logged why.
        self._finished.add_done_callback(lambda future: future.cancelled() or future.exception())

    def hear(self, outgoing: Outgoing) -> None:
        self.said.append(outgoing)
        self._announce()

    def finish(self, finished: Finished) -> None:
        self._finished.set_result(finished)
        self._announce()

    def fail(self, error: BaseException) -> None:
        self._finished.set_exception(error)
        self._announce()

    async def result(self) -> Finished:
        return await asyncio.shield(self._finished)

    async def heard(self) -> AsyncIterator[Outgoing]:
        """What is said, as soon as it is known, until the turn is over."""
        position = 0
        while True:
            news = self._news
            while position < len(self.said):
                yield self.said[position]
                position += 1
            if self._finished.done():
                return
            await news.wait()

    def _announce(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Lane:
    """The turns of one conversation, run one at a time in the order of their numbers, by a task of its own.

    The task belongs to no request: a caller who goes away cancels nothing.
    """

    def __init__(self, run: Callable[[RunningTurn], Awaitable[None]], on_empty: Callable[[], object]) -> None:
        self._run = run
        self._on_empty = on_empty
        self._turns: dict[int, RunningTurn] = {}
        self.task: asyncio.Task[None] | None = None

    def add(self, received: Received) -> RunningTurn:
        """Queue a message; one that is queued or running already is not queued twice."""
        turn = self._turns.get(received.number)
        if turn is None:
            turn = self._turns[received.number] = RunningTurn(received)
        if self.task is None:
            self.task = asyncio.create_task(self._drain())
        return turn

    async def _drain(self) -> None:
        while self._turns:
            number = min(self._turns)
            turn = self._turns[number]
            try:
                await self._run(turn)
            except BaseException as error:  # whoever waits must hear of it, whatever it is
                turn.fail(error)
                if not isinstance(error, Exception):
                    raise
            finally:
                del self._turns[number]
        self._on_empty()
