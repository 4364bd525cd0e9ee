"""The demo's hard cases, each as the tests and tours of other parts rely on it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from clinic.birthdays import age_on
from clinic.names import NameMatch, compare_names, fold
from demo import DEMO_NOW, LAST_OF_DAY, LAST_SLOT, LastTime, demo_resources, demo_settings, last_time, people
from demo.patients import demo_people

Resource = dict[str, Any]
seeded = cache(demo_resources)
"""The demo for an anchor, made once: tests only read it."""
ANCHOR = DEMO_NOW.date()
ANCHORS = [ANCHOR + timedelta(days=days) for days in (0, 4, 6)] + [
    date(2026, 11, 24),
    date(2026, 12, 21),
]


@pytest.fixture(scope="module")
def resources() -> dict[str, Resource]:
    return {f"{each['resourceType']}/{each['id']}": each for each in seeded(ANCHOR)}


def upcoming(resources: list[Resource], person: people.Person, anchor: date) -> list[Resource]:
    found = [
        each
        for each in resources
        if each["resourceType"] == "Appointment"
        and each["status"] == "booked"
        and each["participant"][0]["actor"]["reference"] == f"Patient/{person.id}"
        and datetime.fromisoformat(each["start"]).date() >= anchor
    ]
    return sorted(found, key=lambda each: str(each["start"]))


def free_runs(
    resources: list[Resource], clinician: str, length: int, wanted: Callable[[datetime], bool]
) -> list[datetime]:
    """Starts of `length` free slots in a row with a clinician, where `wanted` says so of the start."""
    free = sorted(
        (datetime.fromisoformat(each["start"]), each["schedule"]["reference"])
        for each in resources
        if each["resourceType"] == "Slot"
        and each["status"] == "free"
        and each["schedule"]["reference"].startswith(f"Schedule/schedule-{clinician}-")
    )
    runs = []
    for at in range(len(free) - length + 1):
        run = free[at : at + length]
        together = all(b[0] - a[0] == timedelta(minutes=20) and a[1] == b[1] for a, b in pairwise(run))
        if together and wanted(run[0][0]):
            runs.append(run[0][0])
    return runs


def test_each_is_on_file_with_the_particulars_of_the_module(resources: dict[str, Resource]) -> None:
    for person in people.PEOPLE:
        record = resources[f"Patient/{person.id}"]
        assert (
            " ".join(record["name"][0]["given"]),
            record["name"][0]["family"],
            record["birthDate"],
            [telecom["value"] for telecom in record.get("telecom", ())],
            record["communication"][0]["language"]["coding"][0]["code"],
            record["active"],
        ) == (
            person.first_name,
            person.last_name,
            person.birth_date.isoformat(),
            [person.phone] if person.phone else [],
            person.language,
            person.active,
        )


def test_two_people_of_one_name_have_different_birthdays() -> None:
    one, other = people.JAMES_MILLER_SR, people.JAMES_MILLER_JR
    assert one.full_name == other.full_name
    assert one.birth_date != other.birth_date


def test_twins_share_all_but_the_first_name() -> None:
    one, other = people.EMMA_WHITFIELD, people.EMILY_WHITFIELD
    assert (one.last_name, one.birth_date, one.phone) == (other.last_name, other.birth_date, other.phone)
    assert one.first_name != other.first_name


def test_a_child_has_two_guardians(resources: dict[str, Resource]) -> None:
    guardians = [
        each
        for each in resources.values()
        if each["resourceType"] == "RelatedPerson"
        and each["patient"]["reference"] == f"Patient/{people.LEO_FERREIRA.id}"
    ]
    assert [guardian["name"][0]["given"] for guardian in guardians] == [["Ana"], ["Marco"]]
    assert age_on(people.LEO_FERREIRA.birth_date, ANCHOR) == 6


def test_one_has_no_phone_one_is_deceased_one_record_is_closed(resources: dict[str, Resource]) -> None:
    assert "telecom" not in resources[f"Patient/{people.WALTER_GRANT.id}"]
    assert resources[f"Patient/{people.HAROLD_FINCH.id}"]["deceasedDateTime"] == "2025-10-12"
    assert resources[f"Patient/{people.DOLORES_VANCE.id}"]["active"] is False
    for person in (people.HAROLD_FINCH, people.DOLORES_VANCE):
        assert upcoming(list(resources.values()), person, ANCHOR) == []


def test_a_fifth_of_the_town_speaks_spanish() -> None:
    spanish = [person for person in demo_people() if person.language == "es"]
    assert 30 <= len(spanish) <= 60


def test_maria_is_established_and_has_no_visit_ahead(resources: dict[str, Resource]) -> None:
    assert resources[f"Encounter/encounter-{people.MARIA_ALVAREZ.id}"]["status"] == "finished"
    assert upcoming(list(resources.values()), people.MARIA_ALVAREZ, ANCHOR) == []


def test_nina_is_registered_and_still_new(resources: dict[str, Resource]) -> None:
    nina = f"Patient/{people.NINA_PETROV.id}"
    assert nina in resources
    assert not [each for each in resources.values() if each.get("subject", {}).get("reference") == nina]


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_grace_has_one_visit_on_the_next_working_friday(anchor: date) -> None:
    (visit,) = upcoming(seeded(anchor), people.GRACE_KIM, anchor)
    friday = anchor + timedelta(days=(4 - anchor.weekday()) % 7 or 7)
    while friday in {holiday.date for holiday in demo_settings().holidays}:
        friday += timedelta(weeks=1)
    assert visit["start"].startswith(f"{friday}T10:20:00")
    assert visit["participant"][1]["actor"]["display"] == "Dr. Chidi Okafor"


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
@pytest.mark.parametrize(
    ("person", "count"),
    [
        (people.ROBERT_CHANG, 2),
        (people.TOM_BECKER, 1),
        (people.JAMES_MILLER_SR, 1),
        (people.JAMES_MILLER_JR, 1),
        (people.WALTER_GRANT, 1),
        (people.LUCIA_HERNANDEZ, 1),
        (people.LEO_FERREIRA, 1),
        (people.EMILY_WHITFIELD, 1),
        (people.EMMA_WHITFIELD, 0),
        (people.CARLOS_DE_LA_CRUZ, 0),
        (people.OSCAR_LINDGREN, 6),
    ],
    ids=lambda value: value.id if isinstance(value, people.Person) else str(value),
)
def test_known_people_have_their_visits_ahead(anchor: date, person: people.Person, count: int) -> None:
    assert len(upcoming(seeded(anchor), person, anchor)) == count


def test_oscar_holds_as_many_visits_as_one_may() -> None:
    resources = seeded(ANCHOR)
    held = upcoming(resources, people.OSCAR_LINDGREN, ANCHOR)
    assert len(held) == demo_settings().scheduling.max_upcoming


def test_tom_is_too_late_to_cancel_by_himself(resources: dict[str, Resource]) -> None:
    (visit,) = upcoming(list(resources.values()), people.TOM_BECKER, ANCHOR)
    notice = datetime.fromisoformat(visit["start"]) - DEMO_NOW
    assert timedelta(0) < notice < demo_settings().scheduling.cancel_notice


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_one_behavioral_health_visit_is_left_in_all_calendars(anchor: date) -> None:
    start = last_time(demo_settings(), anchor, LAST_SLOT)
    assert start.date() >= anchor + timedelta(days=3)
    assert free_runs(seeded(anchor), LAST_SLOT.clinician, 3, lambda _: True) == [start]


@pytest.mark.parametrize("anchor", ANCHORS, ids=str)
def test_one_womens_health_visit_is_left_on_its_day_and_more_on_others(anchor: date) -> None:
    start = last_time(demo_settings(), anchor, LAST_OF_DAY)
    runs = free_runs(seeded(anchor), LAST_OF_DAY.clinician, 3, lambda at: at.date() >= anchor)
    assert [run for run in runs if run.date() == start.date()] == [start]
    assert len(runs) > 20


@pytest.mark.parametrize("last", [LAST_SLOT, LAST_OF_DAY], ids=lambda last: last.visit_type)
def test_a_last_time_is_of_the_only_clinician_who_does_the_visit(last: LastTime) -> None:
    assert demo_settings().visit_types[last.visit_type].clinicians == (last.clinician,)


def test_nobody_else_is_mistaken_for_a_known_person() -> None:
    town = demo_people()
    for person in people.PEOPLE:
        alike = [
            other
            for other in town
            if other.birth_date == person.birth_date
            and compare_names((other.first_name, other.last_name), (person.first_name, person.last_name))
            is NameMatch.SAME
        ]
        assert alike == [person]
    names = [fold(person.full_name) for person in town]
    assert len(set(names)) == len(names) - 1  # the two James Millers


@pytest.mark.parametrize("clinician", ["osei", "okafor", "lindqvist", "reyes", "patel", "brooks", "santos"])
def test_every_other_clinician_has_room_in_the_next_days(clinician: str) -> None:
    later = DEMO_NOW + timedelta(days=1)
    runs = free_runs(seeded(ANCHOR), clinician, 2, lambda at: later < at < later + timedelta(days=7))
    assert len(runs) > 10
