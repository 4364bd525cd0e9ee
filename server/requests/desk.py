"""The desk for requests: begins their runs, takes decisions and applies them, each once, whatever crashes."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from clinic.clock import Clock
from clinic.requests import DECIDABLE, Decision, Staff, due_at, rules_of, why_not
from clinic.requests.absences import seen_to_by
from graph.requests import Given, RequestRuns, Standing
from server.clinic_source import ClinicSource
from server.faults import crash_point
from server.logs import describe_error
from server.problems import NotYours, UnknownRequest
from server.records.absences import colleagues
from server.records.database import Database
from server.records.decisions import (
    DecisionRow,
    begin_applying,
    pending_decisions,
    record_decision,
    settle_decision,
    undo_decision,
)
from server.records.leases import drop_all_leases, drop_lease, machine_now, take_lease
from server.records.requests import RequestRow, find_request, index_standing, is_urgent, not_presented
from server.requests.changes import Change, Changes
from server.requests.pauses import Pauses

log = logging.getLogger(__name__)
NO_TIME = timedelta(0)
CLOCKWORK = Staff(id="frontdesk", role="service", name="Frontdesk")
"""Who decides what nobody does: what is late, and what waits for somebody who is away."""
_REFUSALS = {
    "role_may_not_decide": "Your role does not decide this kind of request: reassign it to somebody whose role does.",
    "needs_clinician": "Only a clinician may approve this one: reassign it to a clinician.",
}


class RequestDesk:
    """One per process. Where a request stands is what its run says; the records are the index of it."""

    def __init__(
        self, runs: RequestRuns, database: Database, clock: Clock, in_force: ClinicSource, changes: Changes
    ) -> None:
        self.runs = runs
        self._database = database
        self._clock = clock
        self._in_force = in_force
        self._changes = changes
        self._holder = secrets.token_hex(16)
        self._moving: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._pauses = Pauses(machine_now)
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, made: Iterable[str], answered: Iterable[str]) -> None:
        """Begin the runs of new requests, and take patients' answers to theirs: no conversation waits for it."""
        for request_id in made:
            self._in_background(self._present(request_id))
        for request_id in answered:
            self._in_background(self._apply_pending(request_id))

    async def presented(self, request_id: str) -> RequestRow:
        """The request, brought to where it should be: what an earlier process left undone is done first.

        Raises UnknownRequest.
        """
        row = await self._known(request_id)
        if row.status == "deciding":
            await self._apply_pending(request_id)
        elif row.status in DECIDABLE and row.interrupt_id is None:
            await self._present(request_id)
        else:
            return row
        return await self._known(request_id)

    async def decide(
        self, request_id: str, decision: Decision, by: Staff, *, hold: timedelta = NO_TIME
    ) -> RequestRow:
        """Take a decision and, unless it is held back for a while in which it can be undone, apply it.

        Raises UnknownRequest, NotYours, StaleDecision, ClaimedByOther. Once it is recorded it is carried out, even when
        the caller is gone or this process dies.
        """
        await self._in_force.look()
        row = await self.presented(request_id)
        self._check_role(row, decision, by)
        decision = await self._to_who_is_here(row, decision)
        now = machine_now()
        given = Given(id=f"d_{secrets.token_urlsafe(16)}", at=self._clock.now(), decision=decision, by=by)

        def work(connection: Connection) -> None:
            record_decision(connection, request_id, given, apply_at=now + hold, now=now)

        await self._database.write(work)
        crash_point("decision_recorded")
        await self._publish(request_id)
        if hold > NO_TIME:
            return await self._known(request_id)
        await asyncio.shield(self._in_background(self._apply_pending(request_id)))
        return await self._known(request_id)

    async def undo(self, request_id: str, by: Staff) -> RequestRow:
        """Take back one's own decision while it is held back. Raises UnknownRequest, NothingToUndo."""
        await self._known(request_id)
        at = self._clock.now()
        await self._database.write(lambda connection: undo_decision(connection, request_id, by.id, at=at))
        await self._index(request_id, await self.runs.standing(request_id))
        return await self._known(request_id)

    async def start(self, *, alone: bool) -> None:
        """Take up what an earlier process left. `alone`: no other process has these records, so leases are nobody's."""
        if alone:
            await self._database.write(drop_all_leases)
        await self.recover()

    async def recover(self) -> None:
        """Take up what an earlier process left: runs not begun or cut off, decisions not applied."""
        for request_id in await not_presented(self._database):
            # With an EHR that hangs, rounds would queue up behind each other.
            if request_id not in self._moving and self._pauses.over(request_id):
                self._in_background(self._try_again(request_id))
        await self.apply_due()

    async def apply_due(self) -> None:
        """Apply the decisions whose time to be taken back is over."""
        due = await pending_decisions(self._database, by=machine_now())
        for request_id in dict.fromkeys(decision.request_id for decision in due):
            self._in_background(self._apply_pending(request_id))

    async def settled(self) -> None:
        """Wait until what was begun so far has come to its end."""
        await asyncio.gather(*self._tasks)

    async def close(self, *, within: float = 10.0) -> None:
        """Let what runs end; what is cut off then goes on at the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()

    async def _present(self, request_id: str) -> None:
        """Begin the run, or carry on one that was cut off, and index where it stands."""
        async with self._lease(request_id) as held:
            row = await self._known(request_id)
            if not held or row.status == "deciding":
                return
            standing = await self.runs.start(row.draft())
            await self._index(request_id, standing)

    async def _try_again(self, request_id: str) -> None:
        """As `_present`; what gets no further is left alone for longer each time."""
        self._pauses.failed(request_id)
        await self._present(request_id)
        if request_id not in await not_presented(self._database):
            self._pauses.done(request_id)

    async def _apply_pending(self, request_id: str) -> None:
        """Resume the run with each decision that was recorded and not applied."""
        async with self._lease(request_id) as held:
            if not held:
                return
            for decision in await pending_decisions(self._database, by=machine_now(), on=request_id):
                await self._apply(decision)

    async def _apply(self, decision: DecisionRow) -> None:
        begun = await self._database.write(lambda connection: begin_applying(connection, decision.id))
        if not begun:
            return
        standing = await self.runs.standing(decision.request_id)
        crash_point("before_apply")
        if standing.interrupt_id == decision.interrupt_id:
            standing = await self.runs.resume(decision.request_id, decision.interrupt_id, decision.given)
        else:  # an earlier process had come further
            standing = await self.runs.carry_on(decision.request_id)
        crash_point("after_apply")
        await self._index(decision.request_id, standing, settles=decision.id)

    async def _index(self, request_id: str, standing: Standing, *, settles: str = "") -> None:
        row, now = await self._known(request_id), self._clock.now()
        urgent = row.urgent or is_urgent(standing.waiting)
        due = due_at(
            self._in_force.clinic, rules_of(row.kind, self._in_force.clinic), row.created_at, urgent=urgent
        )

        def work(connection: Connection) -> None:
            index_standing(connection, request_id, standing, due_at=due, at=now)
            if settles:
                settle_decision(connection, settles)

        await self._database.write(work)
        await self._publish(request_id)

    def _check_role(self, row: RequestRow, decision: Decision, by: Staff) -> None:
        checked = row.waiting.checked if row.waiting else None
        only = bool(checked and checked.recommendation and checked.recommendation.clinician_only)
        rules = rules_of(row.kind, self._in_force.clinic)
        if refusal := why_not(by, decision.action, rules, clinician_only=only):
            raise NotYours(_REFUSALS[refusal], refusal)

    async def _to_who_is_here(self, row: RequestRow, decision: Decision) -> Decision:
        """Nothing is assigned to somebody who is away: it goes to whom they named."""
        if decision.action != "reassign":
            return decision
        at = self._clock.now()
        people = await self._database.read(lambda connection: colleagues(connection, at))
        to = seen_to_by(decision.to, rules_of(row.kind, self._in_force.clinic), people)
        return decision.model_copy(update={"to": to})

    async def _known(self, request_id: str) -> RequestRow:
        row = await find_request(self._database, request_id)
        if row is None:
            raise UnknownRequest
        return row

    async def _publish(self, request_id: str) -> None:
        row = await self._known(request_id)
        change = Change(request_id=row.id, kind=row.kind, status=row.status, version=row.version)
        self._changes.publish(change)

    @asynccontextmanager
    async def _lease(self, request_id: str) -> AsyncIterator[bool]:
        """One mover of a run at a time, here and over all processes; False when another process has it."""
        lock = self._moving.get(request_id) or self._moving.setdefault(request_id, asyncio.Lock())
        async with lock:
            held = await self._database.write(lambda c: take_lease(c, request_id, self._holder))
            try:
                yield held
            finally:
                if held:
                    await self._database.write(lambda c: drop_lease(c, request_id, self._holder))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    """What breaks stays as it was recorded, and is taken up again with the next round."""
    try:
        await work
    except Exception as error:
        log.error("request_broke", extra=describe_error(error))
