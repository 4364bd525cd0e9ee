"""Patients at Epic: found by `$match` and search, and registered once, though a create may answer with somebody known."""

from datetime import date

import pytest
from epic_clinic import EpicClinic

from demo import people
from tools.ehr.port import NewPatient
from tools.ehr.results import AmbiguousPatient, NoPatient, PatientFound, Refused, Registered

MARIA = people.MARIA_ALVAREZ
NEW = {
    "first_name": "Priya",
    "last_name": "Raman",
    "birth_date": date(1992, 7, 9),
    "phone": "+16465550188",
    "idempotency_key": "r",
}


@pytest.mark.parametrize(
    "told",
    [
        {"first_name": "Maria"},
        {"first_name": "Maria", "phone": MARIA.phone},
        {"phone": MARIA.phone},  # Epic's search wants a given name; `$match` does not
        {"first_name": "María", "phone": MARIA.phone},
    ],
)
async def test_a_patient_is_found_by_what_epic_can_search(epic: EpicClinic, told: dict[str, str]) -> None:
    found = await epic.ehr.find_patient(
        epic.session(), last_name="Alvarez", birth_date=MARIA.birth_date, **told
    )
    assert isinstance(found, PatientFound), found
    assert (found.patient.id, found.phone_matches) == (MARIA.id, "phone" in told)


async def test_who_is_not_on_file_is_not_found(epic: EpicClinic) -> None:
    found = await epic.ehr.find_patient(
        epic.session(), first_name="Petra", last_name="Novak", birth_date=date(1990, 6, 3)
    )
    assert found == NoPatient()


async def test_a_low_confidence_of_epics_is_no_failure(epic: EpicClinic) -> None:
    """`$match` refuses name and birth date alone with 400 and 59013; search finds the person all the same."""
    twins = await epic.ehr.find_patient(
        epic.session(),
        first_name="Em",
        last_name="Whitfield",
        birth_date=people.EMILY_WHITFIELD.birth_date,
        phone=people.EMILY_WHITFIELD.phone,
    )
    assert isinstance(twins, AmbiguousPatient | NoPatient), twins


async def test_a_new_patient_is_registered_once(epic: EpicClinic) -> None:
    first = await epic.ehr.register_patient(epic.session(), **NEW)
    second = await epic.ehr.register_patient(epic.session(), **NEW)
    assert isinstance(first, Registered), first
    assert isinstance(second, Registered), second
    assert first.patient.id == second.patient.id
    [made] = await epic.changed()
    assert (made["name"][0]["family"], made["birthDate"]) == ("Raman", "1992-07-09")


async def test_somebody_else_whom_epic_answers_with_is_not_trusted(epic: EpicClinic) -> None:
    """Epic matches a create with whoever has this name and birth date; the phone on file is another."""
    person = NewPatient(MARIA.first_name, MARIA.last_name, MARIA.birth_date, "+16465550188", "", "en")
    assert await epic.profile.register(person, "r") == Refused(code="already_exists")
    assert await epic.changed() == []


async def test_an_element_that_the_organization_insists_on_goes_to_staff(epic: EpicClinic) -> None:
    epic.server.requires = frozenset({"gender"})
    refused = await epic.ehr.register_patient(epic.session(), **NEW)
    assert isinstance(refused, Refused)
    assert refused.code == "not_supported"
    assert await epic.changed() == []
