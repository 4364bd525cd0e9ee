"""The delivery worker: takes up what is due, asks the rules, hands it over, and writes down what came of it."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection
from tenacity import RetryCallState, wait_exponential

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from server.logs import describe_error
from server.outbox.ruling import Ruling, rule
from server.outbox.sender import Accepted, NotSent, Outcome, Rejected, Sender
from server.records.consents import note_consent
from server.records.database import Database
from server.records.delivering import Taken, is_known, put_off, settle, take_up, withdraw

log = logging.getLogger(__name__)
LOOKS_EVERY = 1.0
"""Seconds. Who puts something into the outbox wakes the worker; this finds what came without, and what is due again."""
MOST_TRIES = 12
"""Then it has failed. With the waits below that is after an hour and three quarters."""
WAITS = wait_exponential(multiplier=5, max=1800)
"""Seconds between tries: 5, 10, 20 … half an hour."""


class DeliveryWorker:
    """Sends the outbox. Several may run: a delivery is one worker's at a time."""

    def __init__(
        self, database: Database, sender: Sender, clock: Clock, clinic: Callable[[], ClinicSettings]
    ) -> None:
        self._database = database
        self._sender = sender
        self._clock = clock
        self._clinic = clinic
        self._news = asyncio.Event()
        self._one_round = asyncio.Lock()

    def wake(self) -> None:
        """There is something in the outbox."""
        self._news.set()

    async def round(self) -> int:
        """Everything that is due now, once; how many deliveries that were.

        Those to one number go one after the other, in the order in which they were written.
        """
        async with self._one_round:
            now = self._clock.now()
            taken = await self._database.write(lambda connection: take_up(connection, now=now))
            by_number: defaultdict[str, list[Taken]] = defaultdict(list)
            for delivery in taken:
                by_number[delivery.recipient].append(delivery)
            await asyncio.gather(*(self._deliver_in_order(each) for each in by_number.values()))
            return len(taken)

    async def run(self) -> None:
        """Rounds without end, until cancelled."""
        while True:
            self._news.clear()
            try:
                busy = await self.round()
            except Exception as error:
                log.error("deliveries_broke", extra=describe_error(error))
                busy = 0
            if not busy:
                # Not wait_for: in Python 3.11 it can lose a cancellation that comes as the time is up.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOKS_EVERY):
                        await self._news.wait()

    async def _deliver_in_order(self, deliveries: list[Taken]) -> None:
        for delivery in deliveries:
            await self._deliver(delivery)

    async def _deliver(self, delivery: Taken) -> None:
        now, clinic = self._clock.now(), self._clinic()
        ruling = await self._database.read(lambda connection: rule(connection, delivery, clinic, now))
        if not delivery.unsure and not ruling.may_go:
            await self._database.write(lambda connection: self._hold(connection, delivery, ruling))
            return
        found = await self._found(delivery) if delivery.unsure else None
        outcome = found or await self._sender.send(
            delivery.recipient, delivery.text, reference=delivery.reference
        )
        await self._database.write(lambda connection: self._note(connection, delivery, outcome))

    async def _found(self, delivery: Taken) -> Outcome | None:
        """An earlier try whose end nobody knows: what the vendor has of it; None to send it (again)."""
        ids = await self._sender.sent_since(delivery.recipient, delivery.text, delivery.created_at)
        if ids is None:
            return NotSent(error="not_reached")
        for provider_id in ids:
            if not await self._database.read(partial(is_known, provider_id=provider_id)):
                return Accepted(provider_id=provider_id)
        return None

    def _hold(self, connection: Connection, delivery: Taken, ruling: Ruling) -> None:
        if ruling.until is not None:
            put_off(connection, delivery.key, until=ruling.until)
        else:
            settle(connection, delivery.key, "failed", at=self._clock.now(), error=ruling.refused)

    def _note(self, connection: Connection, delivery: Taken, outcome: Outcome) -> None:
        now = self._clock.now()
        match outcome:
            case Accepted(provider_id=provider_id):
                settle(connection, delivery.key, "sent", at=now, provider_id=provider_id)
            case Rejected(error=error, opted_out=opted_out):
                settle(connection, delivery.key, "failed", at=now, error=error)
                if opted_out:
                    note_consent(
                        connection,
                        delivery.recipient,
                        given=False,
                        how="carrier",
                        source=delivery.reference,
                        at=now,
                    )
                    withdraw(connection, delivery.recipient, error="opted_out", at=now)
            case NotSent(error=error) if delivery.attempts >= MOST_TRIES:
                settle(connection, delivery.key, "failed", at=now, error=error)
            case NotSent(retry_in=retry_in):
                wait = retry_in or wait_after(delivery.attempts)
                put_off(connection, delivery.key, retry_in=wait, unsure=delivery.unsure)
            case _ if delivery.attempts >= MOST_TRIES:
                settle(connection, delivery.key, "failed", at=now, error="unknown")
            case _:
                put_off(connection, delivery.key, retry_in=wait_after(delivery.attempts), unsure=True)


def wait_after(attempts: int) -> timedelta:
    """How long to wait behind the nth try."""
    state = RetryCallState(retry_object=None, fn=None, args=(), kwargs={})  # type: ignore[arg-type]
    state.attempt_number = attempts
    return timedelta(seconds=WAITS(state))


@asynccontextmanager
async def delivered_regularly(worker: DeliveryWorker) -> AsyncIterator[None]:
    """Deliver until the end of the block."""
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
