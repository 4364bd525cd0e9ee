"""The demo EHR as a whole: how much there is, that it is valid FHIR R4, refers only to itself, and never changes."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any

import phonenumbers
import pytest

from clinic.hours import is_open
from demo import DEMO_NOW, demo_resources, demo_settings
from demo.roster import ROSTER

Resource = dict[str, Any]
seeded = cache(demo_resources)
"""The demo for an anchor, made once: tests only read it."""
ANCHOR = DEMO_NOW.date()
ANCHORS = [
    ANCHOR,
    *(ANCHOR + timedelta(days=days) for days in (2, 5, 6)),
    date(2026, 7, 3),  # a Friday that is a holiday
    date(2026, 10, 26),  # clocks go back within the calendars
    date(2026, 12, 21),  # Christmas and New Year's are Fridays
    date(2030, 1, 1),  # beyond the holidays of clinic.yaml
]


@pytest.fixture(scope="module")
def resources() -> list[Resource]:
    return seeded(ANCHOR)


def of_type(resources: list[Resource], kind: str) -> list[Resource]:
    return [resource for resource in resources if resource["resourceType"] == kind]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("reference"), str):
            yield part["reference"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def actor(appointment: Resource, kind: str) -> str:
    (found,) = (
        participant["actor"]["reference"].removeprefix(f"{kind}/")
        for participant in appointment["participant"]
        if participant["actor"]["reference"].startswith(f"{kind}/")
    )
    return str(found)


def test_there_is_a_whole_clinic(resources: list[Resource]) -> None:
    counts = Counter(resource["resourceType"] for resource in resources)
    assert {
        kind: counts[kind]
        for kind in (
            "Organization",
            "Location",
            "Practitioner",
            "PractitionerRole",
            "HealthcareService",
            "Patient",
        )
    } == {
        "Organization": 1,
        "Location": 2,
        "Practitioner": 8,
        "PractitionerRole": 8,
        "HealthcareService": 9,
        "Patient": 220,
    }
    assert 4000 < counts["Slot"] < 7000
    assert 145 <= counts["Appointment"] <= 170
    assert counts["RelatedPerson"] == 2
    assert counts["Questionnaire"] == 1
    assert (
        min(counts[kind] for kind in ("MedicationRequest", "AllergyIntolerance", "Encounter", "Schedule"))
        > 10
    )


def test_every_resource_is_valid_fhir_r4(resources: list[Resource]) -> None:
    models = {
        kind: getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
        for kind in {resource["resourceType"] for resource in resources}
    }
    for resource in resources:
        valid = models[resource["resourceType"]].model_validate(resource)  # raises where it is not
        assert valid.id == resource["id"]


def test_ids_are_unique_and_allowed_in_fhir(resources: list[Resource]) -> None:
    ids = Counter((resource["resourceType"], resource["id"]) for resource in resources)
    assert max(ids.values()) == 1
    assert all(len(id_) <= 64 and all(c.isalnum() or c in "-." for c in id_) for _, id_ in ids)


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_a_reference_is_to_a_resource_before_it(anchor: date) -> None:
    known: set[str] = set()
    for resource in seeded(anchor):
        assert set(references(resource)) <= known
        known.add(f"{resource['resourceType']}/{resource['id']}")


def test_the_same_anchor_gives_the_same_demo_and_another_moves_it(resources: list[Resource]) -> None:
    assert json.dumps(demo_resources(ANCHOR)) == json.dumps(resources)
    later = seeded(date(2026, 12, 21))
    assert of_type(later, "Slot") != of_type(resources, "Slot")
    assert [person["id"] for person in of_type(later, "Patient")] == [
        person["id"] for person in of_type(resources, "Patient")
    ]


def test_it_is_made_in_less_than_a_second_of_work() -> None:
    started = time.process_time()
    demo_resources(ANCHOR)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_a_slot_is_busy_exactly_when_a_visit_stands_in_it(anchor: date) -> None:
    resources = seeded(anchor)
    busy = {slot["id"] for slot in of_type(resources, "Slot") if slot["status"] == "busy"}
    taken = [
        reference["reference"].removeprefix("Slot/")
        for appointment in of_type(resources, "Appointment")
        for reference in appointment.get("slot", ())
    ]
    assert sorted(taken) == sorted(busy)  # equal as lists: no slot is taken twice


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_a_visit_lies_in_its_slots_with_its_clinician_at_its_site(anchor: date) -> None:
    resources, settings = seeded(anchor), demo_settings()
    slots = {slot["id"]: slot for slot in of_type(resources, "Slot")}
    schedules = {schedule["id"]: schedule for schedule in of_type(resources, "Schedule")}
    spans = {
        kind.service_type: (kind.minutes, kind.minutes + kind.buffer_after)
        for kind in settings.visit_types.values()
    }
    for appointment in of_type(resources, "Appointment"):
        code = appointment["serviceType"][0]["coding"][0]["code"]
        start, end = (datetime.fromisoformat(appointment[field]) for field in ("start", "end"))
        assert end - start == timedelta(minutes=spans[code][0])
        assert appointment["minutesDuration"] == spans[code][0]
        taken = [
            slots[reference["reference"].removeprefix("Slot/")] for reference in appointment.get("slot", ())
        ]
        assert bool(taken) == (appointment["status"] != "cancelled")
        if not taken:
            continue
        assert taken[0]["start"] == appointment["start"]
        assert [slot["end"] for slot in taken[:-1]] == [slot["start"] for slot in taken[1:]]
        assert len(taken) * 20 == spans[code][1]
        (schedule,) = {slot["schedule"]["reference"].removeprefix("Schedule/") for slot in taken}
        assert [reference["reference"] for reference in schedules[schedule]["actor"]] == [
            f"Practitioner/{actor(appointment, 'Practitioner')}",
            f"Location/{actor(appointment, 'Location')}",
        ]
        assert code in [kind["coding"][0]["code"] for kind in schedules[schedule]["serviceType"]]


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_nobody_is_in_two_visits_at_once(anchor: date) -> None:
    for who in ("Practitioner", "Patient"):
        held: dict[str, list[tuple[datetime, datetime]]] = {}
        for appointment in of_type(seeded(anchor), "Appointment"):
            if appointment["status"] != "cancelled":
                times = (datetime.fromisoformat(appointment[field]) for field in ("start", "end"))
                held.setdefault(actor(appointment, who), []).append(tuple(times))  # type: ignore[arg-type]
        for visits in held.values():
            visits.sort()
            assert all(earlier[1] <= later[0] for earlier, later in pairwise(visits))


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_calendars_run_from_a_week_before_the_monday_to_five_weeks_after_in_opening_hours(
    anchor: date,
) -> None:
    settings = demo_settings()
    sites = {f"location-{key.replace('_', '-')}": key for key in settings.sites}
    monday = anchor - timedelta(days=anchor.weekday())
    resources = seeded(anchor)
    schedules = {
        schedule["id"]: sites[schedule["actor"][1]["reference"].removeprefix("Location/")]
        for schedule in of_type(resources, "Schedule")
    }
    holidays = {holiday.date for holiday in settings.holidays}
    days = set()
    for slot in of_type(resources, "Slot"):
        start = datetime.fromisoformat(slot["start"])
        days.add(start.date())
        assert start.minute % 20 == 0
        site = schedules[slot["schedule"]["reference"].removeprefix("Schedule/")]
        assert is_open(settings, site, start)
        assert is_open(settings, site, datetime.fromisoformat(slot["end"]) - timedelta(seconds=1))
    assert monday - timedelta(weeks=1) <= min(days)
    assert max(days) < monday + timedelta(weeks=5)
    open_days = {
        day
        for day in (monday + timedelta(days=offset) for offset in range(-7, 35))
        if day.weekday() < 6 and day not in holidays
    }
    assert days == open_days


def test_times_carry_the_clinics_offset_over_the_clock_change(resources: list[Resource]) -> None:
    offsets = {
        (slot["start"][:10] >= "2026-03-08", slot["start"][-6:]) for slot in of_type(resources, "Slot")
    }
    assert offsets == {(False, "-05:00"), (True, "-04:00")}


def test_no_clinician_is_in_two_places_at_once(resources: list[Resource]) -> None:
    schedules = {
        schedule["id"]: schedule["actor"][0]["reference"] for schedule in of_type(resources, "Schedule")
    }
    places = Counter(
        (schedules[slot["schedule"]["reference"].removeprefix("Schedule/")], slot["start"])
        for slot in of_type(resources, "Slot")
    )
    assert max(places.values()) == 1


def test_past_visits_have_happened_or_not_and_coming_ones_are_booked(resources: list[Resource]) -> None:
    for appointment in of_type(resources, "Appointment"):
        past = datetime.fromisoformat(appointment["start"]).date() < ANCHOR
        assert appointment["status"] in (
            {"fulfilled", "noshow", "cancelled"} if past else {"booked", "cancelled"}
        )


def test_every_visit_that_took_place_has_its_encounter(resources: list[Resource]) -> None:
    fulfilled = {
        f"Appointment/{appointment['id']}"
        for appointment in of_type(resources, "Appointment")
        if appointment["status"] == "fulfilled"
    }
    documented = {
        encounter["appointment"][0]["reference"]
        for encounter in of_type(resources, "Encounter")
        if "appointment" in encounter
    }
    assert documented == fulfilled


def test_visits_keep_the_clinics_own_rules(resources: list[Resource]) -> None:
    settings = demo_settings()
    seen = {encounter["subject"]["reference"] for encounter in of_type(resources, "Encounter")}
    born = {person["id"]: date.fromisoformat(person["birthDate"]) for person in of_type(resources, "Patient")}
    kinds = {kind.service_type: kind for kind in settings.visit_types.values()}
    for appointment in of_type(resources, "Appointment"):
        kind = kinds[appointment["serviceType"][0]["coding"][0]["code"]]
        patient, start = actor(appointment, "Patient"), datetime.fromisoformat(appointment["start"]).date()
        birthday = born[patient]
        age = start.year - birthday.year - ((start.month, start.day) < (birthday.month, birthday.day))
        assert kind.ages.min <= age <= kind.ages.max
        if kind.patients != "any":
            assert (f"Patient/{patient}" in seen) == (kind.patients == "established")
        assert actor(appointment, "Practitioner").removeprefix("practitioner-") in kind.clinicians


def test_the_roster_is_that_of_clinic_yaml(resources: list[Resource]) -> None:
    settings = demo_settings()
    assert {member.key: member.name for member in ROSTER} == {
        key: clinician.name for key, clinician in settings.clinicians.items()
    }
    assert {person["identifier"][0]["value"] for person in of_type(resources, "Practitioner")} == {
        clinician.npi for clinician in settings.clinicians.values()
    }
    assert {place["identifier"][0]["value"] for place in of_type(resources, "Location")} == {
        site.location for site in settings.sites.values()
    }


def test_phones_are_valid_and_ring_nowhere(resources: list[Resource]) -> None:
    people = of_type(resources, "Patient") + of_type(resources, "RelatedPerson")
    numbers = {telecom["value"] for person in people for telecom in person.get("telecom", ())}
    assert len(numbers) > 200
    for number in numbers:
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert number[5:10] == "55501"
