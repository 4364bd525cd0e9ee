"""`frontdesk bench ehr`: what the EHR tools cost over the embedded store, and whether a large clinic pays more."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import demo
from clinic.clock import PinnedClock
from evals.bench.ehr_acts import (
    AT_SIZE,
    SINGLE,
    VISIT_TYPE,
    Act,
    book_appointment,
    done,
    no_slot_at_all,
    slots_of_anyone,
    twenty_offers,
)
from evals.bench.many_visits import many_visits
from evals.bench.report import Figure, figure, percentile
from tools.ehr.client import Ehr, open_ehr
from tools.ehr.server import build_ehr_server
from tools.fhir_client import connect_fhir
from tools.fhir_store import FhirStore, create_store

ROUNDS = 40
FEW, MANY = 2_000, 100_000
"""Appointments in the store."""


async def ehr_figures() -> list[Figure]:
    """Milliseconds of tool calls through an MCP session in memory, the store in a file of its own."""
    with TemporaryDirectory() as folder:
        async with _clinic(Path(folder) / "ehr.sqlite") as (ehr, store):
            calls = {name: await _timed(ehr, act) for name, act in SINGLE.items()}
            booking = await _timed(ehr, book_appointment)
            wide, many_offers = await _timed(ehr, slots_of_anyone), await _timed(ehr, twenty_offers)
            whole = await _timed(ehr, no_slot_at_all, rounds=3)
            _fill(store, many_visits(FEW))
            few = {name: median(await _timed(ehr, act)) for name, act in AT_SIZE.items()}
            _fill(store, many_visits(MANY, beyond=FEW))
            many = {name: median(await _timed(ehr, act)) for name, act in AT_SIZE.items()}
    every = [each for times in calls.values() for each in times]
    beside = {name: median(times) for name, times in calls.items()}
    return [
        figure("EHR tool call in memory, p50", percentile(every, 50), "ms", at_most=15, beside=beside),
        figure("EHR tool call in memory, p95", percentile(every, 95), "ms"),
        figure("find, book and cancel, three calls, p50", median(booking), "ms"),
        figure(
            "find_slots, 8 clinicians and 6 weeks, p50",
            median(wide),
            "ms",
            at_most=40,
            beside={"20 offers": median(many_offers), "every page read twice": median(whole)},
        ),
        *(_at_size(name, few[name], many[name]) for name in AT_SIZE),
    ]


def _fill(store: FhirStore, resources: Iterator[dict[str, Any]]) -> None:
    """In parts: one transaction of them all takes ten times as long."""
    while part := list(islice(resources, 2_000)):
        store.load(part)


def _at_size(name: str, few: float, many: float) -> Figure:
    beside = {f"{FEW:,} ms": few, f"{MANY:,} ms": many}
    what = f"{name}, {MANY:,} appointments against {FEW:,}"
    return figure(what, many / few, "x", at_most=1.5, beside=beside)


async def _timed(ehr: Ehr, act: Act, rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each call, after two that do not count."""
    times = []
    for number in range(rounds + 2):
        begun = perf_counter()
        done(await act(ehr, number))
        times.append((perf_counter() - begun) * 1000)
    return times[2:]


@asynccontextmanager
async def _clinic(path: Path) -> AsyncIterator[tuple[Ehr, FhirStore]]:
    """The demo clinic with six weeks of calendars ahead, where everybody does follow-up visits."""
    demo_clinic, clock = demo.demo_settings(), PinnedClock(demo.DEMO_NOW)
    follow_up = demo_clinic.visit_types[VISIT_TYPE]
    everybody = follow_up.model_copy(update={"clinicians": tuple(demo_clinic.clinicians)})
    types = {**demo_clinic.visit_types, VISIT_TYPE: everybody}
    settings = demo_clinic.model_copy(update={"visit_types": types})
    # Calendars begin a week before their anchor.
    seeded = demo.demo_resources(demo.DEMO_NOW.date() + timedelta(weeks=1))
    with create_store(path, clock, zone=settings.zone) as store:
        store.load(_open_to_all(each) for each in seeded)
        async with (
            connect_fhir(app=store.app) as fhir,
            open_ehr(build_ehr_server(fhir, settings, clock, "the bench's own key")) as ehr,
        ):
            yield ehr, store


def _open_to_all(resource: dict[str, Any]) -> dict[str, Any]:
    """A calendar that does not say what is booked in it takes everything."""
    if resource["resourceType"] != "Schedule":
        return resource
    return {name: value for name, value in resource.items() if name != "serviceType"}
