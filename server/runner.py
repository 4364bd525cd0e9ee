"""The conversation runner: stores a patient's message, runs its turn once, and commits all that it led to."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from clinic.clock import Clock
from clinic.errors import FrontdeskError
from graph.turns import HandedOver, InboundTurn, Outgoing, StaffQuestion, TurnOutcome
from server import records
from server.apology import Apology
from server.events import Events
from server.faults import crash_point
from server.logs import describe_error
from server.messages import Message
from server.records import Access, Database, Line, Problem, Received
from server.records.heard import heard_before
from server.running import Finished, Lane, RunningTurn
from server.tokens import hash_token, new_conversation_id, new_token

log = logging.getLogger(__name__)
RECENT = 1000
"""Finished turns kept in memory, so that a retry that was read while its turn was running does not run it again."""
MOST_RESTARTS = 20
"""A message whose turn was cut off by a crash this often is answered with an apology and left to staff."""


class Conversations(Protocol):
    """What the runner needs of the graph (graph.conversations has it)."""

    async def open(
        self, conversation_id: str, *, channel: str, language: str | None, at: datetime, caller: str = ""
    ) -> TurnOutcome: ...

    async def take(
        self, turn: InboundTurn, *, on_message: Callable[[Outgoing], None] | None = None
    ) -> TurnOutcome: ...

    async def in_hand(self, turn: InboundTurn) -> HandedOver: ...


async def nobody(_: Received) -> bool:
    return False


class ConversationRunner:
    """Runs turns so that each stored message has its effect once, whatever is cut off, retried or cancelled.

    A message is committed before its turn starts. Turns of one conversation run one at a time, in order, in tasks
    that no request can cancel. The graph knows which turn it finished last, so a turn that is run again after a
    crash between its end and the records' commit only gives back what it said.
    """

    def __init__(
        self,
        conversations: Conversations,
        database: Database,
        events: Events,
        clock: Clock,
        apology: Apology,
        *,
        on_requests: Callable[[list[str], list[str]], None] = lambda _made, _answered: None,
        answered_by_staff: Callable[[Received], Awaitable[bool]] = nobody,
    ) -> None:
        """`on_requests` is told the ids of the requests that a committed turn has made, and of those it has answered.

        `answered_by_staff` says whether a person answers a line: then the graph does not hear of it.
        """
        self._conversations = conversations
        self._database = database
        self._events = events
        self._clock = clock
        self._apology = apology
        self._on_requests = on_requests
        self._answered_by_staff = answered_by_staff
        self._recent: OrderedDict[str, Finished] = OrderedDict()
        self._lanes: dict[str, Lane] = {}
        self._broken: dict[str, int] = {}
        """Broken turns in a row, by conversation."""

    async def open(
        self, *, channel: str, language: str | None, caller: str = ""
    ) -> tuple[Access, str, tuple[Message, ...]]:
        """Open a conversation: who may speak in it, the token that opens it, and the greeting.

        `caller`: where the patient comes from, such as an address or a number; limits count by it.
        """
        token = new_token()
        access = Access(conversation_id=new_conversation_id(), channel=channel, token_hash=hash_token(token))
        now = self._clock.now()
        greeting = await self._conversations.open(
            access.conversation_id, channel=channel, language=language, at=now, caller=caller
        )
        said = await records.insert_conversation(self._database, access, greeting, at=now)
        return access, token, said

    async def submit(self, access: Access, line: Line, *, key: str | None) -> RunningTurn:
        """Store a patient's line and start its turn, or join the one that came under the same key.

        Raises ConversationClosed and IdempotencyMismatch.
        """
        received = await records.receive(
            self._database, access.conversation_id, access.channel, line, key=key, at=self._clock.now()
        )
        crash_point("message_stored")
        self._events.ring(access.conversation_id)
        if received.earlier_unfinished:
            await self._resume(access.conversation_id)
        return self._add(received)

    async def recover(self) -> int:
        """Run what an earlier process left unfinished; answers how many turns were started."""
        cut_off = await records.unfinished(self._database)
        for received in cut_off:
            counted = await records.count_attempt(self._database, received)
            self._add(counted)
        if cut_off:
            log.info("recovered_turns", extra={"turns": len(cut_off)})
        return len(cut_off)

    async def close(self, *, within: float = 10.0) -> None:
        """Let running turns end, for `within` seconds; what is cut off then is run again at the next start."""
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()

    async def _resume(self, conversation_id: str) -> None:
        for received in await records.unfinished(self._database, conversation_id):
            self._add(received)

    def _add(self, received: Received) -> RunningTurn:
        """Queue a message in its lane, unless it is finished (by now: it may have been running when it was read)."""
        finished = self._recent.get(received.id)
        if received.outcome is not None:
            finished = Finished(result=received.outcome)
        if finished is not None:
            turn = RunningTurn(received)
            turn.finish(finished)
            return turn
        return self._lane(received.conversation_id).add(received)

    def _lane(self, conversation_id: str) -> Lane:
        lane = self._lanes.get(conversation_id)
        if lane is None:
            lane = Lane(self._run, on_empty=partial(self._lanes.pop, conversation_id))
            self._lanes[conversation_id] = lane
        return lane

    async def _run(self, turn: RunningTurn) -> None:
        finished = await self._settle(turn)
        self._recent[turn.received.id] = finished
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        turn.finish(finished)
        self._events.ring(turn.received.conversation_id)

    async def _settle(self, turn: RunningTurn) -> Finished:
        """Run a turn in the graph and commit what came of it."""
        received, now = turn.received, self._clock.now()
        try:
            by_staff = await self._answered_by_staff(received)
            outcome = left_to_staff(received) if by_staff else await self._take(turn)
            crash_point("before_reply")
            said = outcome or await self._sorry(received)
            if outcome is not None:
                self._broken.pop(received.conversation_id, None)
            answer = await records.finish(self._database, received, said, at=now, failed=outcome is None)
        except records.AlreadySettled:
            stored = await records.find_received(self._database, received.id)
            return Finished.model_validate({"result": stored.outcome})
        except FrontdeskError as error:
            problem = Problem(status=error.status, code=error.code, detail=error.message)
            await records.refuse(self._database, received, problem, at=now)
            return Finished(result=problem)
        await self._events.publish(received.conversation_id, answer.messages)
        if answer.joined:
            await self._resume(answer.joined)
        if said.handed_over or said.answers:
            self._on_requests(
                [each.id for each in said.handed_over], [each.request_id for each in said.answers]
            )
        return Finished(result=answer, model_calls=said.model_calls, transfer=said.transfer)

    async def _sorry(self, received: Received) -> TurnOutcome:
        """The apology for a broken turn, with all that the conversation holds for staff, as far as that can be read."""
        in_a_row = self._broken.get(received.conversation_id, 0) + 1
        self._broken[received.conversation_id] = in_a_row
        try:
            known = await self._conversations.in_hand(inbound_turn(received))
        except Exception as error:
            log.error("broken_turn_not_read", extra=describe_error(error) | {"turn_id": received.id})
            known = None
        return self._apology.outcome(received, known, in_a_row=in_a_row)

    async def _take(self, turn: RunningTurn) -> TurnOutcome | None:
        """Run the turn in the graph, a second time when it breaks; None when it breaks again.

        Raises FrontdeskError when the caller has to put something right.
        """
        question = await records.open_question(self._database, turn.received.conversation_id)
        inbound = inbound_turn(turn.received, question, await self._heard(turn.received))
        tries = 2 if turn.received.attempts <= MOST_RESTARTS else 0
        for _ in range(tries):
            try:
                return await self._conversations.take(inbound, on_message=_in_order(turn))
            except Exception as error:
                if isinstance(error, FrontdeskError) and error.status < 500:
                    raise
                log.error("turn_broke", extra=describe_error(error) | {"turn_id": inbound.id})
        return None

    async def _heard(self, received: Received) -> str | None:
        """Callers speak into replies; who reads has all of them."""
        if received.channel != "voice":
            return None
        return await heard_before(self._database, received.conversation_id, received.seq)


def _in_order(turn: RunningTurn) -> Callable[[Outgoing], None]:
    """Passes on what a run says, except what an earlier run of the same turn has said already."""
    said = 0

    def hear(outgoing: Outgoing) -> None:
        nonlocal said
        said += 1
        if said > len(turn.said):
            turn.hear(outgoing)

    return hear


def left_to_staff(received: Received) -> TurnOutcome:
    """Nothing is said: a person of the clinic has the conversation."""
    return TurnOutcome(
        turn_id=received.id,
        number=received.number,
        messages=(),
        status="staff",
        waiting_for="staff",
        language=received.language,
        patient_id=received.patient_id,
        understood_by="staff",
    )


def inbound_turn(
    received: Received, question: StaffQuestion | None = None, heard: str | None = None
) -> InboundTurn:
    return InboundTurn.model_validate(
        {
            "id": received.id,
            "number": received.number,
            "conversation_id": received.conversation_id,
            "channel": received.channel,
            "text": "" if received.option_id else received.text,
            "option_id": received.option_id,
            "arrives_from": received.arrives_from,
            "at": received.at,
            "question": question,
            "heard": heard,
        }
    )
