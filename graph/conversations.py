"""Conversations as the service sees them: open one, take a turn; a turn that is taken twice has one effect."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from agents.services import Services
from agents.state import STATE_VERSION
from agents.understanding.context import Understanding
from agents.wording import Catalog, load_catalog
from clinic.clock import Clock
from clinic.errors import FrontdeskError
from clinic.settings.schema import ClinicSettings
from graph.checkpointer import open_checkpointer
from graph.conversation import conversation
from graph.directory import DirectoryShelf
from graph.turns import InboundTurn, Outgoing, TurnOutcome
from tools.ehr.client import Ehr

PASSES = 80
"""Most graph steps in a turn; more means that specialists send the turn in circles."""


class EhrUnavailable(FrontdeskError):
    """The EHR did not answer when it was needed to start."""

    code = "ehr_unavailable"
    status = 503


class Conversations:
    """One per process: the compiled graph with its checkpointer and services."""

    def __init__(self, graph: Any, services: Callable[..., Services], shelf: DirectoryShelf) -> None:
        self._graph = graph
        self._services = services
        self._shelf = shelf

    async def open(
        self, conversation_id: str, *, channel: str, language: str | None, at: datetime, caller: str = ""
    ) -> TurnOutcome:
        """The greeting. Idempotent: opening again gives the same words."""
        settings = self._services(directory=self._shelf.latest()).settings
        spoken = language if language in settings.languages else settings.languages[0]
        turn = {
            "id": f"{conversation_id}.0",
            "number": 0,
            "conversation_id": conversation_id,
            "at": at.isoformat(),
        }
        start = {
            "version": STATE_VERSION,
            "conversation_id": conversation_id,
            "channel": channel,
            "caller": caller,
            "language": spoken,
            "status": "open",
            "tasks": [],
            "turn": turn,
        }
        return await self._run(conversation_id, start, None)

    async def take(
        self, turn: InboundTurn, *, on_message: Callable[[Outgoing], None] | None = None
    ) -> TurnOutcome:
        """Run the turn to its end. A turn that the state has finished gives its outcome again, without running.

        Raises UnknownOption for an option that the last prompt did not offer; nothing is changed then.
        """
        await self._shelf.refresh()
        return await self._run(turn.conversation_id, {"turn": turn.model_dump(mode="json")}, on_message)

    async def _run(
        self, conversation_id: str, given: dict[str, Any], on_message: Callable[[Outgoing], None] | None
    ) -> TurnOutcome:
        state = await self._graph.ainvoke(
            given,
            {"configurable": {"thread_id": conversation_id}, "recursion_limit": PASSES},
            context=self._services(directory=self._shelf.latest(), on_message=on_message),
            durability="exit",
        )
        return TurnOutcome.model_validate(state["outcome"])

    async def state(self, conversation_id: str) -> dict[str, Any]:
        """The conversation's state as it stands, for people who debug; holds patient data."""
        snapshot = await self._graph.aget_state({"configurable": {"thread_id": conversation_id}})
        return dict(snapshot.values)


@asynccontextmanager
async def open_conversations(
    settings: ClinicSettings, *, ehr: Ehr, understanding: Understanding, clock: Clock, checkpoint_url: str
) -> AsyncIterator[Conversations]:
    """Compile the graph over a checkpointer and keep both until the end of the block."""
    catalog: Catalog = load_catalog(settings.zone, settings.country)
    shelf = DirectoryShelf(ehr)
    await shelf.refresh()

    def services(**own: Any) -> Services:
        return Services(
            settings=settings, ehr=ehr, understanding=understanding, catalog=catalog, clock=clock, **own
        )

    async with open_checkpointer(checkpoint_url) as saver:
        yield Conversations(conversation().compile(checkpointer=saver), services, shelf)
