"""A conversation in which each line is given with the commands that it was understood as."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import demo
from agents.understanding.commands import Affirm, Command, SetSlot
from agents.understanding.context import Interpretation, TurnContext
from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings
from demo.people import Person
from graph import Conversations, InboundTurn, TurnOutcome, open_conversations
from tools.ehr.client import open_ehr
from tools.ehr.server import build_ehr_server
from tools.fhir_client import connect_fhir
from tools.fhir_store import create_store


class Commanded:
    """Understands each line as it is told to."""

    def __init__(self) -> None:
        self.next: tuple[Command, ...] = ()
        self.contexts: list[TurnContext] = []

    async def interpret(self, turn: TurnContext) -> Interpretation:
        self.contexts.append(turn)
        return Interpretation(commands=self.next, confidence=1, by="local", ms=0, language=turn.language)


@asynccontextmanager
async def open_desk(
    settings: ClinicSettings,
    clock: PinnedClock,
    understood: Commanded,
    folder: Path,
    *,
    checkpoint_url: str | None = None,
) -> AsyncIterator[Conversations]:
    with create_store(folder / "fhir.sqlite", clock) as store:
        if store.is_empty():
            store.load(demo.demo_resources(demo.DEMO_NOW.date()))
        async with connect_fhir("http://store/fhir", app=store.app) as fhir:
            server = build_ehr_server(fhir, settings, clock, "a-secret-for-tests-only-0123456789")
            async with (
                open_ehr(server) as ehr,
                open_conversations(
                    settings,
                    ehr=ehr,
                    understanding=understood,
                    clock=clock,
                    checkpoint_url=checkpoint_url or f"sqlite:///{folder / 'checkpoints.sqlite'}",
                ) as conversations,
            ):
                yield conversations


class Talk:
    """One conversation: turns by the commands understood."""

    def __init__(
        self, conversations: Conversations, understood: Commanded, clock: PinnedClock, id_: str = "talk"
    ) -> None:
        self.id = id_
        self.conversations = conversations
        self.understood = understood
        self.clock = clock
        self.number = 0
        self.last: TurnOutcome | None = None

    async def open(self, language: str = "en") -> TurnOutcome:
        self.last = await self.conversations.open(
            self.id, channel="web", language=language, at=self.clock.now()
        )
        return self.last

    async def says(self, *commands: Command, text: str = "…") -> TurnOutcome:
        self.understood.next = commands
        self.number += 1
        return await self._take(text=text)

    async def picks(self, index: int) -> TurnOutcome:
        assert self.last is not None
        self.number += 1
        return await self._take(option_id=self.last.messages[-1].options[index].id)

    async def _take(self, text: str = "", option_id: str | None = None) -> TurnOutcome:
        turn = InboundTurn(
            id=f"{self.id}.m{self.number}",
            number=self.number,
            conversation_id=self.id,
            text=text,
            option_id=option_id,
            at=self.clock.now(),
        )
        self.last = await self.conversations.take(turn)
        return self.last

    async def identifies_as(self, person: Person) -> TurnOutcome:
        return await self.says(
            SetSlot(slot="first_name", value=person.first_name),
            SetSlot(slot="last_name", value=person.last_name),
            SetSlot(slot="birth_date", value=person.birth_date.isoformat()),
            SetSlot(slot="phone", value=person.phone or "+12125550199"),
        )

    async def affirms(self) -> TurnOutcome:
        return await self.says(Affirm())


def text(outcome: TurnOutcome) -> str:
    return "\n".join(message.text for message in outcome.messages)
