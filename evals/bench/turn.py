"""`frontdesk bench turn`: what a turn costs, alone, in a crowd, and late in a long conversation."""

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from evals.bench.bare import bare_graph_turns
from evals.bench.model import model_figures
from evals.bench.report import Figure, figure, percentile
from evals.bench.service import Service, running_service
from evals.bench.talk import Talk, book

ALONE = 30
"""Bookings one after the other."""
AT_ONCE = 50
"""Conversations that talk at the same time."""
LONG = 510
"""Messages of the long conversation."""
QUESTIONS = ("where do I park?", "what insurance do you take?", "what should I bring?")


async def turn_figures() -> list[Figure]:
    """All figures of a turn, in one run on one machine."""
    async with running_service() as service:
        figures = [
            figure("cold start to first reply", service.cold_start, "s", at_most=6),
            *await alone(service),
            await in_a_crowd(service),
            await long_conversation(service),
        ]
    return [*figures, *await model_figures()]


async def alone(service: Service) -> list[Figure]:
    """Turns of bookings, one at a time, beside bare graph turns on the same kind of saver."""
    talks = [await book(service.http, p, n) for n, p in enumerate(await service.patients(ALONE))]
    times = [time for talk in talks[2:] for time in talk.times]
    with TemporaryDirectory() as folder:
        bare = median(await bare_graph_turns(Path(folder), 100))
    beside = {"bare one-node LangGraph turn p50": bare, "turns": float(len(times))}
    return [
        figure("turn over HTTP, p50", percentile(times, 50), "ms", at_most=25, beside=beside),
        figure("turn over HTTP, p95", percentile(times, 95), "ms", at_most=60),
    ]


async def in_a_crowd(service: Service) -> Figure:
    """Turns a second while many conversations book at once."""
    patients = await service.patients(ALONE + AT_ONCE)
    begun = perf_counter()
    talks = await asyncio.gather(*(book(service.http, p, n) for n, p in enumerate(patients[-AT_ONCE:])))
    took = perf_counter() - begun
    times = [time for talk in talks for time in talk.times]
    beside = {
        "p50 ms": percentile(times, 50),
        "p95 ms": percentile(times, 95),
        "conversations": float(AT_ONCE),
    }
    return figure(
        "turns a second, 50 conversations at once", len(times) / took, "1/s", at_least=60, beside=beside
    )


async def long_conversation(service: Service) -> Figure:
    """Message 500 against message 10 of one conversation: medians of the messages around them."""
    talk = Talk(service.http)
    await talk.open()
    for number in range(LONG):
        await talk.says(QUESTIONS[number % len(QUESTIONS)])
    early, late = median(talk.times[4:25]), median(talk.times[LONG - 21 :])
    beside = {"message 10 ms": early, "message 500 ms": late}
    return figure("message 500 against message 10", late / early, "x", at_most=1.2, beside=beside)
