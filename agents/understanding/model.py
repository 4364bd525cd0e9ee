"""Understanding by a model: one structured call through ChatOpenAI, checked, with local's answer behind it."""

import asyncio
import json
import logging
from datetime import timedelta
from functools import cache
from time import perf_counter
from typing import Any, Literal

from circuitbreaker import CircuitBreaker, CircuitBreakerError
from pydantic import BaseModel, ConfigDict, ValidationError

from agents.understanding.checked import checked
from agents.understanding.commands import COMMANDS, Command, Emergency, SetSlot
from agents.understanding.context import Interpretation, TurnContext, Understanding
from agents.understanding.local import LocalUnderstanding
from agents.understanding.model_settings import ModelSettings
from agents.understanding.slots import Line
from agents.understanding.words import word_list
from clinic.clock import Clock, SystemClock

log = logging.getLogger(__name__)
SURE = 0.85
"""From this confidence of local on, the model is not asked (mode `auto`)."""
_RETRY_AFTER = 0.5
"""A second try is made when at least this share of the time is left."""


class ModelFailed(Exception):
    """The model gave nothing that can be used; `reason` goes to the log, never the text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Answer(BaseModel):
    """The envelope of a model's answer."""

    model_config = ConfigDict(extra="ignore")
    commands: list[dict[str, Any]]


class ModelUnderstanding:
    """Asks the model where local is unsure, or for every open line (`always`). Never raises, never late."""

    def __init__(
        self,
        local: LocalUnderstanding,
        settings: ModelSettings,
        clock: Clock | None = None,
        *,
        always: bool = False,
    ) -> None:
        self._local = local
        self._settings = settings
        self._clock = clock or SystemClock()
        self._always = always
        self._client: Any = None
        breaker = CircuitBreaker(
            failure_threshold=settings.failures_to_open,
            recovery_timeout=timedelta(seconds=settings.recovery).total_seconds(),
            expected_exception=ModelFailed,
            name=f"model-{id(self)}",
        )
        self._guarded_ask = breaker(self._ask)

    async def interpret(self, turn: TurnContext) -> Interpretation:
        begun = perf_counter()
        local = self._local.read(turn)
        if (
            _is_closed(turn, local)
            or (not self._always and local.confidence >= SURE)
            or not turn.utterance.strip()
        ):
            return local
        calls = _Calls()
        try:
            commands = await self._guarded_ask(turn, local, calls)
        except CircuitBreakerError:
            return local.model_copy(update={"degraded": True})
        except ModelFailed as failure:
            log.warning("model understanding failed: %s", failure.reason)
            return local.model_copy(update={"degraded": True, "model_calls": calls.made, "ms": _ms(begun)})
        return Interpretation(
            commands=tuple(_with_local_flag(commands, local)),
            confidence=0.9,
            by="llm",
            ms=_ms(begun),
            model_calls=calls.made,
            language=local.language,
        )

    async def _ask(self, turn: TurnContext, local: Interpretation, calls: "_Calls") -> list[Command]:
        """The model's checked commands. Tries twice within the timeout when the first answer fails early."""
        total = self._settings.timeout
        begun = perf_counter()
        failure = ModelFailed("no time")
        for _ in range(2):
            left = total - (perf_counter() - begun)
            if calls.made and left < total * _RETRY_AFTER:
                break
            calls.made += 1
            try:
                async with asyncio.timeout(left):
                    text = await self._complete(turn)
                return _read(text, turn, local)
            except TimeoutError:
                raise ModelFailed("timeout") from None
            except ModelFailed as failed:
                failure = failed
        raise failure

    async def _complete(self, turn: TurnContext) -> str:
        """The text of one completion; every fault of client or server is a ModelFailed."""
        client = await self._connected()
        try:
            message = await client.ainvoke(_messages(turn))
        except (TimeoutError, asyncio.CancelledError):
            raise
        except Exception as fault:
            raise ModelFailed(type(fault).__name__) from None
        if message.additional_kwargs.get("refusal"):
            raise ModelFailed("refused")
        if message.response_metadata.get("finish_reason") not in (None, "stop"):
            raise ModelFailed(f"finish reason {message.response_metadata.get('finish_reason')}")
        return message.content if isinstance(message.content, str) else json.dumps(message.content)

    async def _connected(self) -> Any:
        """The client, made on first use: importing langchain_openai takes seconds, so it is done in a thread."""
        if self._client is None:
            self._client = await asyncio.to_thread(self.connect)
        return self._client

    def connect(self) -> Any:
        """Import and make the client; a server calls this at start so that no patient waits for it."""
        from langchain_openai import ChatOpenAI

        self._client = self._client or ChatOpenAI(
            model=self._settings.model,
            api_key=self._settings.api_key.get_secret_value() or "none",
            base_url=self._settings.base_url,
            timeout=self._settings.timeout,
            max_retries=0,
            temperature=0,
        ).bind(response_format=_response_format())
        return self._client


class _Calls:
    """How many requests were sent to the model."""

    made = 0


def create_understanding(
    mode: Literal["local", "model", "auto"], local: LocalUnderstanding, settings: ModelSettings | None = None
) -> Understanding:
    """The understanding that clinic.yaml asks for; without a model it is local whatever the mode."""
    if mode == "local" or settings is None or not settings.model:
        return local
    return ModelUnderstanding(local, settings, always=mode == "model")


def _ms(begun: float) -> float:
    return round((perf_counter() - begun) * 1000, 3)


_CLOSED = frozenset({"affirm", "deny", "choose", "repeat", "request_human", "switch_language", "emergency"})


def _is_closed(turn: TurnContext, local: Interpretation) -> bool:
    """A reply that needs no model: yes, no, a pick, digits, a person please, or an emergency that local is sure of."""
    first = local.commands[0] if local.commands else None
    if isinstance(first, Emergency):
        return first.sure
    if local.confidence >= SURE and all(command.command in _CLOSED for command in local.commands):
        return True
    digits = {"code", "phone", "birth_date"}
    return turn.expects.kind == "slot" and any(
        isinstance(c, SetSlot) and c.slot in digits for c in local.commands
    )


def _with_local_flag(commands: list[Command], local: Interpretation) -> list[Command]:
    """A model may add a red flag but never take one away."""
    if any(isinstance(command, Emergency) and command.sure for command in commands):
        return commands
    flags: list[Command] = [command for command in local.commands if isinstance(command, Emergency)]
    return [*flags, *(c for c in commands if not isinstance(c, Emergency))] if flags else commands


def _read(text: str, turn: TurnContext, local: Interpretation) -> list[Command]:
    """The commands in a model's answer, checked against the line."""
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
    return kept


def _without_empty(command: dict[str, Any]) -> dict[str, Any]:
    """Strict schemas make servers fill every field; fields of other commands come as null."""
    return {key: value for key, value in command.items() if value is not None}


@cache
def _response_format() -> dict[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {
            "name": "commands",
            "schema": {
                "type": "object",
                "properties": {"commands": {"type": "array", "items": COMMANDS.json_schema()["items"]}},
                "required": ["commands"],
                "$defs": COMMANDS.json_schema()["$defs"],
            },
        },
    }


def _messages(turn: TurnContext) -> list[tuple[str, str]]:
    """The prompt: the stable part first, then the turn as data."""
    context = turn.model_dump(mode="json", exclude={"now", "channel"}, exclude_defaults=True)
    context["now"] = turn.now.strftime("%A %Y-%m-%dT%H:%M")
    return [("system", word_list("prompt")["system"]), ("user", json.dumps(context, ensure_ascii=False))]
