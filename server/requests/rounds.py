"""The rounds of the desk: decisions are applied when their time has come, cut-off runs go on, what is late
or waits for somebody who is away goes on to others."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from clinic.clock import Clock
from clinic.requests import Decision, rules_of
from clinic.settings import ClinicSettings
from server.clinic_source import ClinicSource
from server.logs import describe_error
from server.problems import ClaimedByOther, StaleDecision
from server.records.database import Database
from server.records.requests import find_request, mark_escalated, overdue
from server.requests.covering import cover
from server.requests.desk import CLOCKWORK, RequestDesk

log = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two rounds: how late a decision that was held back is applied at most."""


async def pause() -> None:
    await asyncio.sleep(EVERY)


@asynccontextmanager
async def rounds_made(
    desk: RequestDesk,
    database: Database,
    clock: Clock,
    in_force: ClinicSource,
    *,
    wait: Callable[[], Awaitable[None]] = pause,
) -> AsyncIterator[None]:
    """A round after each `wait` until the end of the block. One that breaks is logged, and the next one comes."""

    async def make_rounds() -> None:
        while True:
            await wait()
            try:
                await desk.recover()
                await escalate(desk, database, clock, in_force.clinic)
                await cover(desk, database, clock, in_force.clinic)
            except Exception as error:
                log.error("round_broke", extra=describe_error(error))

    making = asyncio.create_task(make_rounds())
    try:
        yield
    finally:
        making.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await making


async def escalate(desk: RequestDesk, database: Database, clock: Clock, clinic: ClinicSettings) -> int:
    """Hand what is overdue to whom its kind escalates to, once; answers how many there were."""
    now = clock.now()
    late = await database.read(lambda connection: list(overdue(connection, now)))
    for row in late:
        to = rules_of(row.kind, clinic).escalate_to
        await database.write(partial(mark_escalated, request_id=row.id, to=to, at=now))
        request = await find_request(database, row.id)
        if request is None or request.waiting is None or request.waiting.assigned_to:
            continue  # somebody has it already: the mark alone tells that it is late
        decision = Decision(version=request.version, action="reassign", to=to)
        with contextlib.suppress(StaleDecision, ClaimedByOther):
            await desk.decide(row.id, decision, CLOCKWORK)
    return len(late)
