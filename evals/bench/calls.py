"""`frontdesk bench calls`: many calls at once on one process, at the pace at which people talk."""

import asyncio
import json
from time import perf_counter
from typing import Any

import httpx

from evals.bench.report import Figure, figure, percentile
from evals.bench.service import Service, running_service
from evals.bench.talk import booking_lines
from server.phone.caller import SimulatedCaller
from server.phone.speaking import WORDS_A_SECOND

AT_ONCE = 200
BEGIN_WITHIN = 30.0
"""Seconds over which the calls come in; then all of them are talking."""


async def call_figures() -> list[Figure]:
    """From the end of a caller's words to our first one, over a WebSocket a call."""
    async with running_service() as service:
        token = json.loads((service.data_dir / "demo.json").read_text())["twilio_auth_token"]
        patients = await service.patients(AT_ONCE)
        await one_call(service, token, patients[0], 0, begin=0.0, pace=0.0)
        started = perf_counter()
        times = await asyncio.gather(
            *(
                one_call(
                    service,
                    token,
                    patients[number % len(patients)],
                    number,
                    begin=number * BEGIN_WITHIN / AT_ONCE,
                    pace=1.0,
                )
                for number in range(AT_ONCE)
            )
        )
        took = perf_counter() - started
    first = [ms for call in times for ms in call]
    beside = {
        "p50 ms": percentile(first, 50),
        "worst ms": max(first),
        "calls": float(AT_ONCE),
        "turns": float(len(first)),
        "turns a second": len(first) / took,
    }
    return [
        figure(
            "last word of a caller to our first, 200 calls at once, p95",
            percentile(first, 95),
            "ms",
            at_most=150,
            beside=beside,
        )
    ]


async def one_call(
    service: Service, token: str, patient: dict[str, Any], number: int, *, begin: float, pace: float
) -> list[float]:
    """A booking by phone; milliseconds to the first word of each reply. With `pace` 1 everybody lets the other finish."""
    await asyncio.sleep(begin)
    async with httpx.AsyncClient(base_url=service.http.base_url, timeout=60, trust_env=False) as http:
        caller = SimulatedCaller(http, str(http.base_url), token, number=f"+1212555{number:04}", patience=60)
        heard = await caller.dial()
        times: list[float] = []
        for line in booking_lines(patient, number):
            await asyncio.sleep(pace * (len(heard.split()) + len(line.split())) / WORDS_A_SECOND)
            reply = await caller.says(line)
            heard = reply.words
            if reply.first_ms is not None:
                times.append(reply.first_ms)
            if caller.ended:
                break
        await caller.drop()
        return times
