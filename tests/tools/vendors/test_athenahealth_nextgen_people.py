"""Patients at athenahealth and NextGen: found, not guessed, registered once and never twice."""

import logging

import pytest
from vendor_clinic import VendorClinic

from clinic.record_linkage import Particulars
from demo import people
from evals.standins.practice import Change
from tools.ehr.port import NewPatient
from tools.ehr.results import AmbiguousPatient, NoPatient, PatientFound, Refused, Registered, Unknown

PRIYA = {"first_name": "Priya", "last_name": "Raman", "birth_date": "1992-07-09", "phone": "6465550188"}
PUT_ON_FILE = Change("registered", "Priya Raman", "1992-07-09", kind="+16465550188")


def told_by(person: people.Person) -> dict[str, str]:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "birth_date": person.birth_date.isoformat(),
        "phone": person.phone or "",
    }


async def found_by(clinic: VendorClinic, person: people.Person, **other: str) -> object:
    return await clinic.ehr.find_patient(clinic.session(), **(told_by(person) | other))


@pytest.mark.parametrize(
    "person",
    [people.MARIA_ALVAREZ, people.LUCIA_HERNANDEZ, people.JAMES_MILLER_JR, people.EMILY_WHITFIELD],
    ids=lambda person: person.id,
)
async def test_a_patient_is_found_by_name_birthday_and_phone(
    clinic: VendorClinic, person: people.Person
) -> None:
    found = await found_by(clinic, person)
    assert isinstance(found, PatientFound), found
    assert found.patient.id == clinic.patient_id(person)
    assert (found.patient.language, found.patient.established) == (person.language, person.seen_before)
    assert found.phone_matches


async def test_somebody_registered_and_never_seen_is_a_new_patient(clinic: VendorClinic) -> None:
    found = await found_by(clinic, people.NINA_PETROV)
    assert isinstance(found, PatientFound), found
    assert not found.patient.established


async def test_the_dead_records_out_of_use_and_twins_without_a_first_name_go_to_people(
    clinic: VendorClinic,
) -> None:
    for person in (people.HAROLD_FINCH, people.DOLORES_VANCE):
        assert isinstance(await found_by(clinic, person), AmbiguousPatient), person.id
    assert isinstance(await found_by(clinic, people.EMMA_WHITFIELD, first_name=""), AmbiguousPatient)


async def test_a_stranger_is_nobody(clinic: VendorClinic) -> None:
    nobody = {"first_name": "Petra", "last_name": "Novak", "birth_date": "1971-01-01", "phone": "9175550198"}
    assert await clinic.ehr.find_patient(clinic.session(), **nobody) == NoPatient()


async def test_a_new_patient_is_put_on_file_once_however_often_it_is_tried(clinic: VendorClinic) -> None:
    for _ in range(2):
        registered = await clinic.ehr.register_patient(clinic.session(), **PRIYA, idempotency_key="k")
        assert isinstance(registered, Registered), registered
    assert registered.patient.phones == ("+16465550188",)
    assert clinic.changes() == [PUT_ON_FILE]


@pytest.mark.parametrize("loss", ["lost before", "lost after", "503"])
async def test_a_registration_whose_answer_was_lost_is_sent_once_and_ends_as_one_person(
    clinic: VendorClinic, loss: str
) -> None:
    await clinic.ehr.clinic_directory(clinic.session())
    before = len(clinic.faults.writes())
    clinic.faults.arm(loss, clinic.server.registering_request)
    first = await clinic.ehr.register_patient(clinic.session(), **PRIYA, idempotency_key="k")
    sent = [each for each in clinic.faults.writes()[before:] if "login-defaults" not in each]
    assert len(sent) == 1
    assert isinstance(first, Registered if loss == "lost after" else Unknown), first
    second = await clinic.ehr.register_patient(clinic.session(), **PRIYA, idempotency_key="k")
    assert isinstance(second, Registered), second
    assert clinic.changes() == [PUT_ON_FILE]


async def test_somebody_whom_the_vendor_takes_for_another_is_not_trusted_to_be_the_one_who_registers(
    clinic: VendorClinic,
) -> None:
    maria = people.MARIA_ALVAREZ
    namesake = NewPatient(maria.first_name, maria.last_name, maria.birth_date, "+16465550199", "", "en")
    assert await clinic.profile.register(namesake, "k") == Refused(code="already_exists")
    assert clinic.changes() == []


async def test_nobody_long_on_file_is_taken_for_a_registration_that_was_tried_before(
    clinic: VendorClinic,
) -> None:
    maria = people.MARIA_ALVAREZ
    assert maria.phone is not None
    herself = NewPatient(maria.first_name, maria.last_name, maria.birth_date, maria.phone, "", "en")
    assert await clinic.profile.registered_with("k", herself) is None


async def test_an_id_that_the_vendor_never_gave_is_simply_not_found(clinic: VendorClinic) -> None:
    for written in ("..", "0", "7001/appointments", "1c5d22d3", "%2e%2e", ""):
        assert await clinic.profile.patient(written) is None
        assert await clinic.profile.visit(written) is None


async def test_no_log_line_holds_what_a_caller_said(
    clinic: VendorClinic, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        clinic.faults.arm("500", "GET /pat" if clinic.vendor == "athenahealth" else "GET /persons")
        await found_by(clinic, people.MARIA_ALVAREZ)
    written = "\n".join(
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith("uvicorn")  # the stand-in's own
    )
    for word in ("Alvarez", "Maria", "1985", "2125550123"):
        assert word not in written


async def test_other_names_and_postal_codes_on_file_are_read(clinic: VendorClinic) -> None:
    maria = next(each for each in clinic.book.people if each.seed == people.MARIA_ALVAREZ.id)
    maria.other_names, maria.postal_code = ["Marisol"], "10013"
    told = Particulars(last_name="Alvarez", birth_date=maria.birth_date, first_name="Maria")
    record = next(
        each for each in await clinic.profile.candidates(told) if each.patient.last_name == "Alvarez"
    )
    assert (record.other_names, record.postal_codes) == ((("Marisol", "Alvarez"),), ("10013",))
