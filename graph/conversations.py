"""Conversations as the service sees them: open one, take a turn; a turn that is taken twice has one effect."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeAlias

from pydantic import AwareDatetime

from agents.services import Earlier, HeldFor, Services, nothing_held
from agents.state import BLANK, STATE_VERSION, ConversationState, Json
from agents.talking import request
from agents.tasks import Task
from agents.understanding.context import Understanding
from clinic.clock import Clock
from clinic.errors import FrontdeskError
from clinic.models import Value
from clinic.settings.schema import ClinicSettings
from graph.checkpointer import open_checkpointer
from graph.conversation import conversation
from graph.look_back import brought_along
from graph.office import Office, OfficeInForce, always, open_office
from graph.turns import HandedOver, InboundTurn, Outgoing, TurnOutcome
from tools.ehr.client import Ehr

PASSES = 80
"""Most graph steps in a turn; more means that specialists send the turn in circles."""


class EhrUnavailable(FrontdeskError):
    """The EHR did not answer when it was needed to start."""

    code = "ehr_unavailable"
    status = 503


class LeftConversation(Value):
    """A conversation of a patient's that is open and at rest."""

    conversation_id: str
    at: AwareDatetime


LeftLately: TypeAlias = Callable[[str, str], Awaitable[tuple[LeftConversation, ...]]]
"""Those of a patient (id) other than the conversation (id), the last one first."""


async def none_left(_patient_id: str, _conversation_id: str) -> tuple[LeftConversation, ...]:
    return ()


class Conversations:
    """One per process: the compiled graph with its checkpointer, and the office in force, which each turn asks for."""

    def __init__(
        self,
        graph: Any,
        in_force: OfficeInForce,
        understanding: Understanding,
        clock: Clock,
        held_for: HeldFor = nothing_held,
        left_lately: LeftLately = none_left,
    ) -> None:
        self._graph = graph
        self._in_force = in_force
        self._understanding = understanding
        self._clock = clock
        self._held_for = held_for
        self._left_lately = left_lately

    async def open(
        self, conversation_id: str, *, channel: str, language: str | None, at: datetime, caller: str = ""
    ) -> TurnOutcome:
        """The greeting. Idempotent: opening again gives the same words."""
        async with self._in_force() as office:
            start = opening(conversation_id, channel, language, at, caller, office.settings)
            return await self._run(conversation_id, start, office, None)

    async def take(
        self, turn: InboundTurn, *, on_message: Callable[[Outgoing], None] | None = None
    ) -> TurnOutcome:
        """Run the turn to its end. A turn that the state has finished gives its outcome again, without running.

        Raises UnknownOption for an option that the last prompt did not offer; nothing is changed then.
        """
        async with self._in_force() as office:
            await office.shelf.refresh()
            given: dict[str, Any] = {"turn": turn.model_dump(mode="json"), "channel": turn.channel}
            if turn.arrives_from:
                given["arrival"] = brought_along(await self.state(turn.arrives_from))  # type: ignore[arg-type]
            return await self._run(turn.conversation_id, given, office, on_message)

    async def _run(
        self,
        conversation_id: str,
        given: dict[str, Any],
        office: Office,
        on_message: Callable[[Outgoing], None] | None,
    ) -> TurnOutcome:
        services = Services(
            settings=office.settings,
            ehr=office.ehr,
            understanding=self._understanding,
            catalog=office.catalog,
            clock=self._clock,
            directory=office.shelf.latest(),
            on_message=on_message,
            knowledge=office.knowledge,
            held_for=self._held_for,
            earlier=self._earlier,
        )
        thread = {"configurable": {"thread_id": conversation_id}}
        before = (await self._graph.aget_state(thread)).values
        try:
            state = await self._graph.ainvoke(
                given, thread | {"recursion_limit": PASSES}, context=services, durability="exit"
            )
        except Exception:
            if before:
                await self._take_back(thread, before)
            raise
        return TurnOutcome.model_validate(state["outcome"])

    async def _earlier(self, patient_id: str, conversation_id: str) -> Earlier | None:
        """The last one that this patient left with a task in hand, for nobody else's sake."""
        for left in await self._left_lately(patient_id, conversation_id):
            state = await self.state(left.conversation_id)
            tasks, patient = state.get("tasks"), (state.get("identity") or {}).get("patient") or {}
            if tasks and not state.get("acting_for") and patient.get("id") == patient_id:
                return Earlier(left.conversation_id, state["channel"], left.at, tasks[-1])
        return None

    async def _take_back(self, thread: Json, before: Json) -> None:
        """A turn that broke leaves the state as it found it: a question that nobody heard must not take an answer.

        LangGraph keeps what the steps before the broken one returned.
        """
        left = (await self._graph.aget_state(thread)).values
        new = dict.fromkeys(name for name in left if name not in before)
        await self._graph.aupdate_state(thread, {**new, **before}, as_node="respond")

    async def in_hand(self, turn: InboundTurn) -> HandedOver:
        """All that is known and wanted, for people who take over a turn that broke; its words are among it."""
        state = await self.state(turn.conversation_id)
        now: ConversationState = {**state, "turn": turn.model_dump(mode="json")}  # type: ignore[typeddict-item]
        task = Task.model_validate(state["tasks"][-1]) if state.get("tasks") else None
        return HandedOver.model_validate(
            request(now, task, turn.id, "internal_error", "internal_error", urgent=False)
        )

    async def state(self, conversation_id: str) -> dict[str, Any]:
        """The conversation's state as it stands, for people who debug; holds patient data."""
        snapshot = await self._graph.aget_state({"configurable": {"thread_id": conversation_id}})
        return dict(snapshot.values)


def opening(
    conversation_id: str,
    channel: str,
    language: str | None,
    at: datetime,
    caller: str,
    settings: ClinicSettings,
) -> dict[str, Any]:
    """The state that a conversation begins with, and turn 0, which greets."""
    return {
        "version": STATE_VERSION,
        "conversation_id": conversation_id,
        "channel": channel,
        "caller": caller,
        "language": language if language in settings.languages else settings.languages[0],
        "status": "open",
        **BLANK,
        "turn": {
            "id": f"{conversation_id}.0",
            "number": 0,
            "conversation_id": conversation_id,
            "at": at.isoformat(),
        },
    }


@asynccontextmanager
async def open_conversations(
    settings: ClinicSettings, *, ehr: Ehr, understanding: Understanding, clock: Clock, checkpoint_url: str
) -> AsyncIterator[Conversations]:
    """Conversations with a clinic that does not change."""
    in_force = always(await open_office(settings, ehr))
    async with open_conversations_with(in_force, understanding, clock, checkpoint_url) as conversations:
        yield conversations


@asynccontextmanager
async def open_conversations_with(
    in_force: OfficeInForce,
    understanding: Understanding,
    clock: Clock,
    checkpoint_url: str,
    *,
    held_for: HeldFor = nothing_held,
    left_lately: LeftLately = none_left,
) -> AsyncIterator[Conversations]:
    """Compile the graph over a checkpointer and keep both until the end of the block."""
    async with open_checkpointer(checkpoint_url) as saver:
        graph = conversation().compile(checkpointer=saver)
        yield Conversations(graph, in_force, understanding, clock, held_for, left_lately)
