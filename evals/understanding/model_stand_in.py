"""Understanding with a model beside it, against a stand-in server: when it is called, and what comes of a bad answer.

- closed turns (data/closed_turns.jsonl: a yes, a pick, digits) must not call the model: `model_stand_in.closed_calls`.
- An answer that is good is used; one that is malformed, cut off, refused, late, an error, a rate limit or impossible (an
  option never offered, a day nobody named) leaves what local understanding read: `model_stand_in.sensible`.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from pydantic import SecretStr

from agents.understanding import LocalUnderstanding, Understanding
from agents.understanding.context import Expectation, Interpretation, TurnContext
from agents.understanding.model import ModelUnderstanding, create_understanding
from agents.understanding.model_settings import ModelSettings
from evals.standins.openai_server import OpenAiServer, running_openai_server
from evals.understanding.marks import Judged, Mark, Probe, right, told, wrong
from evals.understanding.rows import read_rows
from evals.understanding.turns import NOTHING, asked_for, turn

CLOSED = Path(__file__).parents[1] / "data" / "closed_turns.jsonl"
OVERHEAD = 1.0
"""Seconds over the timeout that a turn may take on a busy machine."""


class Fault(NamedTuple):
    """What the server does: a mode of OpenAiServer, the commands it sends, after `delay` seconds of `timeout`."""

    name: str
    mode: str = "ok"
    delay: float = 0.0
    timeout: float = 4.0
    commands: tuple[dict[str, Any], ...] = ({"command": "start_task", "task": "message_care_team"},)


GOOD = Fault("good")
FAULTS = (
    Fault("malformed", "malformed"),
    Fault("cut off", "cut_off"),
    Fault("refused", "refused"),
    Fault("error", "error"),
    Fault("rate limited", "rate_limited"),
    Fault("late", delay=1.5, timeout=0.3),
    Fault("option never offered", commands=({"command": "choose", "index": 7},)),
    Fault("day nobody named", commands=({"command": "set_slot", "slot": "date", "value": "2031-01-01"},)),
    Fault("unknown command", commands=({"command": "delete_patient"},)),
)
OPEN_TURNS = (
    turn("hmm well my aunt thinks it is about that thing from before, you know the one"),
    turn("lo de siempre pero distinto, usted ya sabe lo que le digo", lang="es"),
    turn(
        "it depends on what my cousin says about the whole business", expects=asked_for("reason"), task="book"
    ),
)
"""Nothing in them that local understanding could be sure of."""


async def judged(local: LocalUnderstanding) -> list[Judged]:
    with running_openai_server() as server, _faults_unreported():
        results = [judged async for judged in _closed_turns(server, local)]
        for fault in (GOOD, *FAULTS):
            results += [judged async for judged in _open_turns(server, local, fault)]
    return results


@contextmanager
def _faults_unreported() -> Iterator[None]:
    """The service logs each fault of a model; here they are meant."""
    log = logging.getLogger("agents.understanding.model")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


async def _closed_turns(server: OpenAiServer, local: LocalUnderstanding) -> AsyncIterator[Judged]:
    understanding = _with_model(server, local, GOOD.timeout)
    for row, context in _closed():
        before = server.calls
        understood = await understanding.interpret(context)
        called = server.calls > before
        mark = wrong(
            "model_stand_in.closed_calls",
            called,
            expected="no call",
            actual=told(understood),
            why="the model was called on a closed turn",
        )
        yield Probe(row["id"], (row["lang"],), context, _already_judged), mark, understood


async def _open_turns(server: OpenAiServer, local: LocalUnderstanding, fault: Fault) -> AsyncIterator[Judged]:
    understanding = _with_model(server, local, fault.timeout)
    server.mode, server.delay, server.reply = fault.mode, fault.delay, {"commands": list(fault.commands)}
    for number, context in enumerate(OPEN_TURNS, start=1):
        begun, before = perf_counter(), server.calls
        understood = await understanding.interpret(context)
        in_time = perf_counter() - begun <= fault.timeout + OVERHEAD
        asked = server.calls > before
        mark = right(
            "model_stand_in.sensible",
            in_time and asked and sensible(fault, understood, local.read(context)),
            expected=fault.name,
            actual=told(understood),
            why=f"{fault.name}: {'in time' if in_time else 'late'}, {'asked' if asked else 'not asked'}",
        )
        yield Probe(f"{fault.name} {number}", (fault.name,), context, _already_judged), mark, understood


def sensible(fault: Fault, understood: Interpretation, local: Interpretation) -> bool:
    """A good answer is used; after any other the turn is local's, marked as degraded."""
    if fault is GOOD:
        return understood.by == "llm" and told(understood) == ["start_task message_care_team"]
    return understood.degraded and understood.commands == local.commands and bool(understood.commands)


def _closed() -> Iterator[tuple[dict[str, Any], TurnContext]]:
    for row in read_rows(CLOSED):
        expects = Expectation.model_validate(row["expects"]) if row["expects"] else NOTHING
        yield row, turn(row["text"], lang=row["lang"], previous=row["previous"], expects=expects, task="book")


def _with_model(server: OpenAiServer, local: LocalUnderstanding, timeout: float) -> Understanding:
    settings = ModelSettings(
        _env_file=None, model="stand-in", timeout=timeout, api_key=SecretStr("none"), base_url=server.url
    )
    understanding = create_understanding("auto", local, settings)
    if isinstance(understanding, ModelUnderstanding):
        understanding.connect()  # its imports take seconds, which are not the model's
    return understanding


def _already_judged(_: Interpretation) -> list[Mark]:
    return []
