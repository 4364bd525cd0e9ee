"""Puts the people of a sheet into the service's EHR: patients who were seen before, children with their guardians,
a visit on the day that the scenario speaks of. Written over plain FHIR, before the caller says a word.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from evals.scenarios.sheet import WEEKDAYS, Person, Sheet

Json = dict[str, Any]


class Cast:
    """Who stands in the EHR for a scenario. `patient_id` is None for a caller who is new."""

    def __init__(self) -> None:
        self.patient_id: str | None = None
        self.child_id: str | None = None
        self.visit: Json | None = None


async def cast(fhir: httpx.AsyncClient, sheet: Sheet, now: datetime) -> Cast:
    """`fhir` has its base URL and token; `now` is the service's clock, in the clinic's zone."""
    cast = Cast()
    if not sheet.new and sheet.child is None:
        cast.patient_id = await _seen_before(fhir, sheet.me, sheet.language, now)
    if sheet.child:
        cast.child_id = await _seen_before(fhir, sheet.child, sheet.language, now)
        if "guardian" in sheet.knows or "on file" in sheet.knows:
            await _create(fhir, _guardian(sheet.me, cast.child_id))
    if sheet.other:
        other_id = await _seen_before(fhir, sheet.other, "en", now)
        cast.visit = await _visit(fhir, other_id, "any", now)
    if sheet.visit_on and cast.patient_id:
        cast.visit = await _visit(fhir, cast.patient_id, sheet.visit_on, now)
    return cast


async def _seen_before(fhir: httpx.AsyncClient, person: Person, language: str, now: datetime) -> str:
    patient = await _create(fhir, _patient(person, language))
    ended = (now - timedelta(days=200)).astimezone(UTC)
    await _create(
        fhir,
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "subject": {"reference": f"Patient/{patient['id']}"},
            "period": {"start": ended.isoformat(), "end": (ended + timedelta(minutes=20)).isoformat()},
        },
    )
    return str(patient["id"])


def _patient(person: Person, language: str) -> Json:
    return {
        "resourceType": "Patient",
        "active": True,
        "name": [{"use": "official", "family": person.last_name, "given": [person.first_name]}],
        "birthDate": person.birth_date.isoformat(),
        "telecom": [{"system": "phone", "value": person.phone, "use": "mobile"}],
        "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]}}],
    }


def _guardian(person: Person, child_id: str) -> Json:
    code = {"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "PRN"}
    return {
        "resourceType": "RelatedPerson",
        "active": True,
        "patient": {"reference": f"Patient/{child_id}"},
        "relationship": [{"coding": [code]}],
        "name": [{"use": "official", "family": person.last_name, "given": [person.first_name]}],
        "birthDate": person.birth_date.isoformat(),
        "telecom": [{"system": "phone", "value": person.phone, "use": "mobile"}],
    }


async def _visit(fhir: httpx.AsyncClient, patient_id: str, on: str, now: datetime) -> Json:
    """Book a free time of the day asked for, in the shape that the EHR's own appointments have."""
    [pattern] = await _found(fhir, "Appointment?status=booked&_count=1")
    slot = next(slot for slot in await _free_slots(fhir, pattern, now) if _is_on(slot, on, now))
    visit = {key: value for key, value in pattern.items() if key not in ("id", "meta", "identifier")}
    of_patient = [each for each in pattern["participant"] if "Patient/" in each["actor"]["reference"]]
    others = [each for each in pattern["participant"] if each not in of_patient]
    visit |= {
        "start": slot["start"],
        "end": slot["end"],
        "slot": [{"reference": f"Slot/{slot['id']}"}],
        "participant": [{"actor": {"reference": f"Patient/{patient_id}"}, "status": "accepted"}, *others],
    }
    taken = await fhir.put(f"Slot/{slot['id']}", json=slot | {"status": "busy"})
    taken.raise_for_status()
    return await _create(fhir, visit)


async def _free_slots(fhir: httpx.AsyncClient, pattern: Json, now: datetime) -> list[Json]:
    """Free times in the calendar of the pattern's clinician, a day ahead or more, earliest first."""
    [taken] = [await fhir.get(reference["reference"]) for reference in pattern["slot"][:1]]
    calendar = taken.raise_for_status().json()["schedule"]["reference"]
    slots = await _found(fhir, f"Slot?schedule={calendar}&status=free&_count=2000&_sort=start")
    soonest = now + timedelta(hours=24)
    return [slot for slot in slots if datetime.fromisoformat(slot["start"]) >= soonest]


def _is_on(slot: Json, on: str, now: datetime) -> bool:
    start = datetime.fromisoformat(slot["start"])
    if on == "tomorrow":
        return start.date() == (now + timedelta(days=1)).date()
    return on == "any" or WEEKDAYS[start.weekday()] == on


async def _create(fhir: httpx.AsyncClient, resource: Json) -> Json:
    created = await fhir.post(resource["resourceType"], json=resource)
    return dict(created.raise_for_status().json())


async def _found(fhir: httpx.AsyncClient, query: str) -> list[Json]:
    """The first page of a search."""
    bundle = (await fhir.get(query)).raise_for_status().json()
    return [entry["resource"] for entry in bundle.get("entry", [])]
