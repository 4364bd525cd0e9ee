"""What a turn costs with a model: calls, the first word, and the same against one bare structured call."""

from statistics import median
from time import perf_counter

import httpx

from evals.bench.report import Figure, figure
from evals.bench.service import running_service
from evals.bench.talk import Talk, booking_lines
from evals.standins.openai_server import OpenAiServer, running_openai_server

DELAY = 0.3
"""Seconds that the stand-in model takes."""
OPEN_LINES = (
    "hm so the thing is my daughter said i should maybe get that looked at",
    "well you know how it is with the weather and all that, my joints",
    "i was wondering about the thing we discussed the other time",
    "not sure what i need really, it is about the letter that came",
    "could be something or nothing, what would you folks suggest",
)
"""Lines of which local understanding is not sure: the model is asked."""
CLOSED_TURNS = (2, 4, 5)
"""In `booking_lines`: the phone number, the choice and the yes, which no model is needed for."""


async def model_figures() -> list[Figure]:
    """A service with a stand-in model that takes 300 ms."""
    with running_openai_server() as model:
        model.delay = DELAY
        model.reply = {"commands": [{"command": "small_talk", "kind": "other"}]}
        async with running_service(
            FRONTDESK_LLM_MODEL="stand-in", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="none"
        ) as service:
            patients = await service.patients(3)
            talks = []
            for patient in patients:
                talk = Talk(service.http)
                await talk.open()
                for line in booking_lines(patient):
                    await talk.says(line)
                talks.append(talk)
            closed = sum(talk.calls[index] for talk in talks for index in CLOSED_TURNS)
            most = max(calls for talk in talks for calls in talk.calls)
            words, asked = await first_words(service.http, model)
        bare = await bare_calls(model, len(words))
    beside = {"first word p50 ms": median(words), "bare structured call p50 ms": median(bare)}
    return [
        figure("model calls in a turn, at most", max(most, asked), "calls", at_most=1),
        figure("model calls on closed turns", closed, "calls", at_most=0),
        figure(
            "first word with a model against a bare call",
            median(words) / median(bare),
            "x",
            at_most=1.15,
            beside=beside,
        ),
    ]


async def first_words(http: httpx.AsyncClient, model: OpenAiServer) -> tuple[list[float], int]:
    """Milliseconds to the first word of turns that ask the model, and the most calls that one of them made."""
    talk = Talk(http)
    times, most = [], 0
    for line in OPEN_LINES:
        await talk.open()
        before = model.calls
        took = await talk.first_word(line)
        most = max(most, model.calls - before)
        if model.calls == before:
            continue
        times.append(took)
    return times, most


async def bare_calls(model: OpenAiServer, count: int) -> list[float]:
    """Milliseconds of one structured call through langchain-openai, without anything around it."""
    from langchain_openai import ChatOpenAI
    from pydantic import BaseModel

    class Answer(BaseModel):
        commands: list[dict[str, str]]

    client = ChatOpenAI(model="stand-in", base_url=model.url, api_key="none", max_retries=0)
    structured = client.with_structured_output(Answer, method="json_mode")
    times = []
    for _ in range(max(count, 3) + 1):
        begun = perf_counter()
        await structured.ainvoke('{"utterance": "hello"}')
        times.append((perf_counter() - begun) * 1000)
    return times[1:]
