"""A stand-in for the graph that keeps the same promises, so that tests can hold a turn, break it, or count its runs."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from clinic.errors import FrontdeskError
from graph.turns import HandedOver, InboundTurn, Option, Outgoing, TurnOutcome


class ScriptedConversations:
    """Echoes what it is told. "fail" breaks it, "bye" closes, "hold" waits for `release`, "choose" offers two options."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.finished: dict[str, TurnOutcome] = {}
        self.release = asyncio.Event()
        self.failures_left = 10**6
        self.started = asyncio.Event()

    async def open(
        self, conversation_id: str, *, channel: str, language: str | None, at: datetime, caller: str = ""
    ) -> TurnOutcome:
        hello = Outgoing(kind="ask", text="Hello. What can I do for you?")
        return TurnOutcome(
            turn_id=f"{conversation_id}.0",
            number=0,
            messages=(hello,),
            status="open",
            language=language or "en",
        )

    async def take(
        self, turn: InboundTurn, *, on_message: Callable[[Outgoing], None] | None = None
    ) -> TurnOutcome:
        last = self.finished.get(turn.conversation_id)
        if last is not None and last.turn_id == turn.id:
            return last
        self.runs.append(turn.text or f"option {turn.option_id}")
        self.started.set()
        if turn.option_id not in (None, "one", "two"):
            raise FrontdeskError("That option was not offered.", code="unknown_option", status=422)
        said = self._answer(turn)
        if on_message:
            on_message(said)
        if turn.text == "hold":
            await self.release.wait()
        if turn.text == "fail" and self.failures_left:
            self.failures_left -= 1
            raise RuntimeError(f"cannot cope with {turn.text}")
        outcome = TurnOutcome(
            turn_id=turn.id,
            number=turn.number,
            messages=(said,),
            status="closed" if turn.text == "bye" else "open",
            waiting_for="choice" if said.options else None,
        )
        self.finished[turn.conversation_id] = outcome
        return outcome

    async def in_hand(self, turn: InboundTurn) -> HandedOver:
        summary: dict[str, str | list[str] | None] = {"reason": "internal_error", "words": turn.text}
        return HandedOver(id=f"{turn.id}.internal_error", kind="internal_error", summary=summary)

    def _answer(self, turn: InboundTurn) -> Outgoing:
        if turn.text == "choose":
            options = (Option(id="one", label="Tuesday 9:20"), Option(id="two", label="Tuesday 9:40"))
            return Outgoing(kind="choose", text="Which one? There are two.", options=options)
        return Outgoing(kind="say", text=f"You said: {turn.text or turn.option_id}. Anything else?")
