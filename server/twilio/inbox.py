"""Webhooks of Twilio: stored and answered at once, worked on afterwards, in order for each sender, each once."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

from server.logs import describe_error
from server.records.database import Database
from server.records.leases import machine_now
from server.records.webhooks import Kind, Webhook, count_failure, store, waiting

log = logging.getLogger(__name__)
Work = Callable[[Webhook], Awaitable[None]]
AT_ONCE = 16
"""Senders whose webhooks are worked on at the same time: a flood from many numbers waits, and stops nothing else."""
RETRY_EVERY = 5.0
"""Seconds until work that broke is tried again."""


class WebhookInbox:
    """Stores webhooks and has each worked on by the `work` for its kind, which settles it in its own transaction.

    Work for one sender goes one after the other, in the order in which it came; senders do not wait for each other.
    What a crash cut off is taken up at the next start: work has to be idempotent.
    """

    def __init__(self, database: Database, work: Mapping[Kind, Work]) -> None:
        self._database = database
        self._work = work
        self._queues: defaultdict[str, list[Webhook]] = defaultdict(list)
        self._in_hand: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def take(self, webhook: Webhook) -> bool:
        """Store a webhook and begin to work on it; whether it is new: its key is what makes a second one the same."""
        new = await store(self._database, webhook, at=machine_now())
        if new:
            self._queue(webhook)
        return new

    async def recover(self) -> int:
        """Take up what waits: after a start, and what broke before."""
        found = await self._database.read(waiting)
        for webhook in found:
            self._queue(webhook)
        return len(found)

    async def settled(self) -> None:
        """Until nothing is in hand."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self, *, within: float = 10.0) -> None:
        """Let work end, for `within` seconds."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=within)
            for task in late:
                task.cancel()

    def _queue(self, webhook: Webhook) -> None:
        if webhook.key in self._in_hand:
            return
        self._in_hand.add(webhook.key)
        queue = self._queues[webhook.sender]
        queue.append(webhook)
        if len(queue) == 1:
            task = asyncio.create_task(self._drain(webhook.sender))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self, sender: str) -> None:
        queue = self._queues[sender]
        while queue:
            webhook = queue[0]
            try:
                await self._do(webhook)
            finally:
                self._in_hand.discard(webhook.key)
                queue.pop(0)
        del self._queues[sender]

    async def _do(self, webhook: Webhook) -> None:
        try:
            async with self._room:
                await self._work[webhook.kind](webhook)
        except Exception as error:
            log.error("webhook_broke", extra=describe_error(error) | {"kind": webhook.kind})
            note = partial(count_failure, webhook=webhook, at=machine_now())
            if await self._database.write(note):
                log.error("webhook_given_up", extra={"kind": webhook.kind, "key": webhook.key})


@asynccontextmanager
async def worked_on_regularly(inbox: WebhookInbox) -> AsyncIterator[None]:
    """Take up what waits, at once and again and again, until the end of the block."""
    looking = asyncio.create_task(_look(inbox))
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        await inbox.close()


async def _look(inbox: WebhookInbox) -> None:
    while True:
        try:
            await inbox.recover()
        except Exception as error:
            log.error("inbox_not_read", extra=describe_error(error))
        await asyncio.sleep(RETRY_EVERY)
