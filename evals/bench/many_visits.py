"""A large clinic's past for the bench: made-up patients and their visits of the last three years."""

import random
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import demo
from demo.roster import ROSTER

VISITS_EACH = 20
_DAYS = 3 * 365


def many_visits(visits: int, *, beyond: int = 0) -> Iterator[dict[str, Any]]:
    """Patient and Appointment resources up to the given number of visits; those up to `beyond` are left out."""
    chance, now = random.Random("a large clinic"), demo.DEMO_NOW.astimezone(UTC)
    for number in range(visits):
        patient = f"bench-patient-{number // VISITS_EACH}"
        start = now - timedelta(days=chance.randrange(1, _DAYS), minutes=20 * chance.randrange(24))
        member = chance.choice(ROSTER)
        if number < beyond:
            continue
        if number % VISITS_EACH == 0:
            yield _patient(patient, chance)
        actors = (f"Patient/{patient}", f"Practitioner/{member.practitioner_id}")
        yield {
            "resourceType": "Appointment",
            "id": f"bench-visit-{number}",
            "status": chance.choice(("fulfilled", "fulfilled", "fulfilled", "noshow", "cancelled")),
            "start": start.isoformat(),
            "end": (start + timedelta(minutes=20)).isoformat(),
            "participant": [{"actor": {"reference": each}, "status": "accepted"} for each in actors],
        }


def _patient(patient_id: str, chance: random.Random) -> dict[str, Any]:
    born = demo.DEMO_NOW.date() - timedelta(days=chance.randrange(1000, 30_000))
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "name": [{"family": f"Bench-{chance.randrange(5000)}", "given": ["Many"]}],
        "birthDate": born.isoformat(),
    }
