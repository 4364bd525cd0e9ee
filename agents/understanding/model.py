"""Understanding by a model: one structured call, its answer checked against the line, with local's reading behind it."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from time import perf_counter
from typing import Any, Literal

from circuitbreaker import CircuitBreaker, CircuitBreakerError
from pydantic import BaseModel, ConfigDict, ValidationError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, stop_after_delay

from agents.understanding.checked import checked
from agents.understanding.commands import COMMANDS, Affirm, Command, Deny, Emergency, SetSlot, Unclear
from agents.understanding.context import Interpretation, TurnContext, Understanding
from agents.understanding.local import LocalUnderstanding
from agents.understanding.model_client import Calls, ModelClient, ModelFailed
from agents.understanding.model_settings import ModelSettings
from agents.understanding.slots import Line

log = logging.getLogger(__name__)
SURE = 0.85
"""From this confidence of local on, the model is not asked (mode `auto`)."""
RETRY_WITHIN = 0.5
"""A second try is made when the first one failed within this share of the time."""
LONGEST_YES = 8
"""Words of a line in which a yes may stand that only the model heard."""


class _Answer(BaseModel):
    """The envelope of a model's answer."""

    model_config = ConfigDict(extra="ignore")
    commands: list[dict[str, Any]]


class ModelUnderstanding:
    """Asks the model where local is unsure, or for every open line (`always`). Never raises, never late."""

    def __init__(self, local: LocalUnderstanding, settings: ModelSettings, *, always: bool = False) -> None:
        self._local = local
        self._timeout = settings.timeout
        self._always = always
        self._client = ModelClient(settings)
        breaker = CircuitBreaker(
            failure_threshold=settings.failures_to_open,
            recovery_timeout=timedelta(seconds=settings.recovery).total_seconds(),
            expected_exception=ModelFailed,
            name=f"model-{id(self)}",
        )
        self._guarded_ask = breaker(self._ask)

    def connect(self) -> None:
        """Make the client ready; a server calls this at start so that no patient waits for it."""
        self._client.connect()

    async def interpret(self, turn: TurnContext) -> Interpretation:
        begun = perf_counter()
        local = await self._local.interpret(turn)
        if why := self._without_model(turn, local):
            return local.model_copy(update={"why": why})
        calls = Calls()
        try:
            commands = await self._guarded_ask(turn, local, calls)
        except CircuitBreakerError:
            return local.model_copy(update={"degraded": True, "why": "the model is left alone"})
        except ModelFailed as failure:
            log.warning("model understanding failed: %s", failure.reason)
            degraded = {"degraded": True, "model_calls": calls.made, "ms": _ms(begun), "why": failure.reason}
            return local.model_copy(update=degraded)
        return Interpretation(
            commands=tuple(commands),
            confidence=0.9,
            by="llm",
            ms=_ms(begun),
            model_calls=calls.made,
            language=local.language,
            why="open line",
        )

    def _without_model(self, turn: TurnContext, local: Interpretation) -> str:
        """Why local's reading stands without asking; empty when the model is to be asked."""
        if not turn.utterance.strip():
            return "nothing said"
        if _is_closed(turn, local):
            return "closed turn"
        return "local is sure" if not self._always and local.confidence >= SURE else ""

    async def _ask(self, turn: TurnContext, local: Interpretation, calls: Calls) -> list[Command]:
        """The model's checked commands. Tries once more when the first answer fails early."""
        tries = AsyncRetrying(
            retry=retry_if_exception_type(ModelFailed),
            stop=stop_after_attempt(2) | stop_after_delay(self._timeout * RETRY_WITHIN),
            reraise=True,
        )
        try:
            async with asyncio.timeout(self._timeout):
                async for attempt in tries:
                    with attempt:
                        return read_answer(await self._client.complete(turn, calls), turn, local)
        except TimeoutError:
            raise ModelFailed("timeout") from None
        raise AssertionError("a try either returns or raises")


def create_understanding(
    mode: Literal["local", "model", "auto"], local: LocalUnderstanding, settings: ModelSettings | None = None
) -> Understanding:
    """The understanding that clinic.yaml asks for; without a model it is local whatever the mode."""
    if mode == "local" or settings is None or not settings.model:
        return local
    return ModelUnderstanding(local, settings, always=mode == "model")


def _ms(begun: float) -> float:
    return round((perf_counter() - begun) * 1000, 3)


_CLOSED = frozenset(
    {"affirm", "deny", "choose", "repeat", "request_human", "switch_language", "start_over", "emergency"}
)


def _is_closed(turn: TurnContext, local: Interpretation) -> bool:
    """A reply that needs no model: yes, no, a pick, digits, a person please, silence, or a sure emergency."""
    first = local.commands[0] if local.commands else None
    if isinstance(first, Emergency):
        return first.sure
    if isinstance(first, Unclear) and first.about:
        return True
    if local.confidence >= SURE and all(command.command in _CLOSED for command in local.commands):
        return True
    digits = {"code", "phone", "birth_date"}
    return turn.expects.kind == "slot" and any(
        isinstance(c, SetSlot) and c.slot in digits for c in local.commands
    )


def read_answer(text: str, turn: TurnContext, local: Interpretation) -> list[Command]:
    """The commands in a model's answer, as far as the line bears them out. Raises ModelFailed."""
    start, end = text.find("{"), text.rfind("}")
    try:
        answer = _Answer.model_validate_json(text[start : end + 1])
        commands = COMMANDS.validate_python([_without_empty(one) for one in answer.commands])
    except (ValidationError, ValueError):
        raise ModelFailed("malformed answer") from None
    line = Line.of(turn, turn.utterance.strip(), local.language, "US")
    kept = checked(commands, turn, line)
    if kept is None:
        raise ModelFailed("answer does not fit the line")
    either = {(c.slot, c.value) for c in local.commands if isinstance(c, SetSlot) and c.joined}
    heard = [_joined(command, either) for command in kept if _is_heard(command, turn, local)]
    return _with_local_flag(heard or [Unclear()], local)


def _joined(command: Command, either: Collection[tuple[str, str]]) -> Command:
    """ "Tuesday or Thursday": an alternative that only our parsers heard as one is an alternative all the same."""
    if isinstance(command, SetSlot) and (command.slot, command.value) in either:
        return command.model_copy(update={"joined": "or"})
    return command


def _is_heard(command: Command, turn: TurnContext, local: Interpretation) -> bool:
    """A yes leads to a write: one that local did not hear counts in a short line alone, if it heard nothing else."""
    if isinstance(command, SetSlot) and command.slot in ("specialty", "person"):
        return command.value.replace(" ", "").replace("-", "").isalpha() and len(command.value) <= 40
    if not isinstance(command, Affirm) or any(isinstance(one, Affirm) for one in local.commands):
        return True
    nothing_else = all(isinstance(one, Unclear) and not one.about for one in local.commands)
    return turn.expects.kind != "none" and nothing_else and len(turn.utterance.split()) <= LONGEST_YES


def _with_local_flag(commands: Sequence[Command], local: Interpretation) -> list[Command]:
    """A model may add a red flag but never take one away, and a no that local heard stays a no."""
    if any(isinstance(command, Emergency) and command.sure for command in commands):
        return list(commands)
    flags = [command for command in local.commands if isinstance(command, Emergency)]
    noes = [command for command in local.commands if isinstance(command, Deny)]
    kept = [
        c
        for c in commands
        if not (flags and isinstance(c, Emergency)) and not (noes and isinstance(c, Affirm))
    ]
    return [*flags, *kept] or [Unclear()]


def _without_empty(command: dict[str, Any]) -> dict[str, Any]:
    """Strict schemas make servers fill every field; fields of other commands come as null."""
    return {key: value for key, value in command.items() if value is not None}
