"""Many people who all want one of few times, from several processes at once, through the EHR tools.

As a program it is one of those processes: it says "ready", waits for a line, lets its people book, and prints what
came of it.
"""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

import demo

VISIT_TYPE = "sick_visit"
DAYS = ("2026-03-03", "2026-03-20")
MOST_TRIES = 40
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Outcome:
    """What the crowd heard, and how long booking took. Seconds."""

    heard: Counter[str]
    """By "booked", "full" (no time left to offer) and codes of other refusals."""
    calls: int
    """Calls of book_appointment."""
    p50: float
    p95: float
    took: float


def crowd_resources(people: int, times: int) -> list[dict[str, Any]]:
    """The demo clinic with `times` free times for a sick visit and `people` more patients; nothing else is booked."""
    calendars = {"Schedule/schedule-brooks-main-street", "Schedule/schedule-reyes-lakeside"}
    soonest = (demo.DEMO_NOW + timedelta(days=1)).isoformat()
    seed = demo.demo_resources(demo.DEMO_NOW.date())
    visits = {"Slot", "Appointment", "Encounter"}
    charts = {"MedicationRequest", "MedicationDispense", "AllergyIntolerance", "Observation"}
    left_out = visits | charts
    free = sorted(
        (
            each
            for each in seed
            if each["resourceType"] == "Slot"
            and each["status"] == "free"
            and each["schedule"]["reference"] in calendars
            and each["start"] > soonest
        ),
        key=lambda each: str(each["start"]),
    )
    assert len(free) >= times
    kept = [each for each in seed if each["resourceType"] not in left_out]
    return [*kept, *free[:times], *map(_person, range(people))]


def _person(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": f"crowd-{number}",
        "active": True,
        "name": [{"family": f"Crowd{number}", "given": ["Casey"]}],
        "birthDate": "1980-01-01",
    }


def run_crowd(url: str, token: str, people: int, processes: int) -> Outcome:
    """Everybody at once, an equal share from each process."""
    share = people // processes
    commands = [
        [sys.executable, __file__, url, token, str(number * share), str((number + 1) * share)]
        for number in range(processes)
    ]
    running = [
        subprocess.Popen(each, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for each in commands
    ]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    began = time.perf_counter()
    told = []
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in running:
        output, _ = each.communicate()
        told.append(orjson.loads(output))
    took = time.perf_counter() - began
    seconds = sorted(second for each in told for second in each["seconds"])
    heard: Counter[str] = sum((Counter(each["heard"]) for each in told), Counter())
    return Outcome(heard, len(seconds), seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)], took)


async def _share(url: str, token: str, first: int, last: int) -> None:
    from clinic.clock import PinnedClock
    from tools.ehr import calls, client
    from tools.ehr import server as ehr_server
    from tools.fhir_client import connect_fhir

    # A thousand people on one machine wait longer for it than a patient would.
    calls.CALL_TIMEOUT, ehr_server.TOOL_DEADLINE = PATIENCE, PATIENCE.total_seconds()
    seconds: list[float] = []
    async with connect_fhir(url, token=token, deadline=PATIENCE.total_seconds()) as fhir:
        server = ehr_server.build_ehr_server(
            fhir, demo.demo_settings(), PinnedClock(demo.DEMO_NOW), "key of all"
        )
        async with client.open_ehr(server) as ehr:
            print("ready", flush=True)
            sys.stdin.readline()
            heard = await asyncio.gather(*(_one(ehr, number, seconds) for number in range(first, last)))
    sys.stdout.buffer.write(orjson.dumps({"heard": Counter(heard), "seconds": seconds}))


async def _one(ehr: Any, number: int, seconds: list[float]) -> str:
    """Takes an offer; another one when it has just been taken; until it is booked or nothing is left to offer."""
    from clinic.models import Assurance
    from tools.ehr.results import Booked, Offers, Refused
    from tools.ehr.session import EhrSession

    session = EhrSession(
        conversation_id=f"crowd-{number}", patient_id=f"crowd-{number}", assurance=Assurance.MATCHED
    )
    for attempt in range(MOST_TRIES):
        found = await ehr.find_slots(
            session, visit_type=VISIT_TYPE, date_from=DAYS[0], date_to=DAYS[1], limit=20
        )
        if not isinstance(found, Offers):
            return str(getattr(found, "code", found.outcome))
        if not found.offers:
            return "full"
        offer = found.offers[number % len(found.offers)]
        began = time.perf_counter()
        result = await ehr.book_appointment(
            session, slot_id=offer.slot_id, idempotency_key=f"crowd-{number}-{attempt}"
        )
        seconds.append(time.perf_counter() - began)
        if isinstance(result, Booked):
            return "booked"
        if not (isinstance(result, Refused) and result.code == "slot_taken"):
            return str(getattr(result, "code", result.outcome)) + f" {result.detail}"
    return "gave up"


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    asyncio.run(_share(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
