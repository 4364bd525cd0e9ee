"""find_patient: exactly one person, or nobody learns anything."""

from datetime import date

import pytest

from demo import people
from tools.ehr.results import AmbiguousPatient, NoPatient, PatientFound, Refused


@pytest.mark.parametrize(
    ("first", "last", "born", "expected"),
    [
        ("Maria", "Alvarez", "1985-03-14", people.MARIA_ALVAREZ),
        ("maría", "ÁLVAREZ", "1985-03-14", people.MARIA_ALVAREZ),
        ("Bob", "Chang", "1968-10-30", people.ROBERT_CHANG),
        ("Anne Marie", "OBrien Kowalski", "1983-08-23", people.ANNE_MARIE_OBRIEN),
        ("Anne-Marie", "Kowalski", "1983-08-23", people.ANNE_MARIE_OBRIEN),
        ("Jose", "Pena", "1962-02-28", people.JOSE_PENA),
        ("Carlos", "Cruz", "1971-05-06", people.CARLOS_DE_LA_CRUZ),
        ("Zoe", "Muller", "2001-02-11", people.ZOE_MULLER),
        ("James", "Miller", "1958-07-21", people.JAMES_MILLER_SR),
        ("James", "Miller", "1991-11-02", people.JAMES_MILLER_JR),
        ("Emma", "Whitfield", "1994-05-17", people.EMMA_WHITFIELD),
        ("Emily", "Whitfield", "1994-05-17", people.EMILY_WHITFIELD),
        ("Leo", "Ferreira", "2019-04-11", people.LEO_FERREIRA),
    ],
)
async def test_a_patient_is_found_however_the_name_is_written(clinic, first, last, born, expected):
    found = await clinic.ehr.find_patient(
        clinic.session(), first_name=first, last_name=last, birth_date=born, phone=expected.phone
    )
    assert isinstance(found, PatientFound)
    assert (found.patient.id, found.phone_matches) == (expected.id, True)


@pytest.mark.parametrize(
    ("first", "last", "born", "expected"),
    [
        ("Maria", "Alvarez", "1985-03-15", NoPatient()),
        ("Maria", "Okonkwo", "1985-03-14", NoPatient()),
        ("Peter", "Alvarez", "1985-03-14", NoPatient()),
        (None, "Whitfield", "1994-05-17", AmbiguousPatient(missing=("first_name",))),
        ("Em", "Whitfield", "1994-05-17", AmbiguousPatient(missing=("first_name",))),
        (None, "Alvarez", "1985-03-14", AmbiguousPatient(missing=("first_name",))),
        ("Marla", "Alvarez", "1985-03-14", AmbiguousPatient(missing=("first_name",))),
        ("Harold", "Finch", "1939-03-03", AmbiguousPatient()),
        ("Dolores", "Vance", "1955-12-01", AmbiguousPatient()),
    ],
)
async def test_an_unclear_person_is_never_guessed(clinic, first, last, born, expected):
    found = await clinic.ehr.find_patient(clinic.session(), first_name=first, last_name=last, birth_date=born)
    assert found == expected


async def test_surname_and_birthday_are_enough_with_the_phone_on_file(clinic):
    maria = people.MARIA_ALVAREZ
    found = await clinic.ehr.find_patient(
        clinic.session(), last_name="Alvarez", birth_date=maria.birth_date, phone="(212) 555-0123"
    )
    assert isinstance(found, PatientFound)
    assert found.patient.id == maria.id


async def test_the_phone_of_the_household_does_not_tell_twins_apart(clinic):
    found = await clinic.ehr.find_patient(
        clinic.session(), last_name="Whitfield", birth_date="1994-05-17", phone=people.EMMA_WHITFIELD.phone
    )
    assert found == AmbiguousPatient(missing=("first_name",))


async def test_another_phone_does_not_match_and_the_one_on_file_stays_masked(clinic):
    found = await clinic.ehr.find_patient(
        clinic.session(),
        first_name="Maria",
        last_name="Alvarez",
        birth_date="1985-03-14",
        phone="212 555 0199",
    )
    assert isinstance(found, PatientFound)
    assert not found.phone_matches
    assert found.patient.phones == ("**********23",)


async def test_staff_see_the_numbers_on_file(clinic):
    found = await clinic.ehr.find_patient(
        clinic.session(role="staff"), first_name="Maria", last_name="Alvarez", birth_date="1985-03-14"
    )
    assert isinstance(found, PatientFound)
    assert found.patient.phones == (people.MARIA_ALVAREZ.phone,)


async def test_a_patient_without_phone_is_found_without_a_match(clinic):
    walter = people.WALTER_GRANT
    found = await clinic.ehr.find_patient(
        clinic.session(),
        first_name="Walter",
        last_name="Grant",
        birth_date=walter.birth_date,
        phone="+12125550199",
    )
    assert isinstance(found, PatientFound)
    assert (found.patient.phones, found.phone_matches) == ((), False)


@pytest.mark.parametrize(("person", "seen"), [(people.MARIA_ALVAREZ, True), (people.NINA_PETROV, False)])
async def test_established_means_seen_here_before(clinic, person, seen):
    found = await clinic.ehr.find_patient(
        clinic.session(),
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=person.birth_date,
    )
    assert isinstance(found, PatientFound)
    assert found.patient.established is seen


@pytest.mark.parametrize(
    ("last", "born", "named"),
    [
        ("Alvarez", "31 February", "birth_date"),
        ("Alvarez", "2026-02-31", "birth_date"),
        (" ", "1985-03-14", "last_name"),
    ],
)
async def test_unusable_particulars_are_named_and_not_repeated(clinic, last, born, named):
    refused = await clinic.ehr.find_patient(clinic.session(), first_name="M", last_name=last, birth_date=born)
    assert isinstance(refused, Refused)
    assert refused.code == "invalid_argument"
    assert named in refused.detail
    assert born not in refused.detail


async def test_looking_somebody_up_changes_nothing(clinic):
    await clinic.ehr.find_patient(
        clinic.session(), first_name="Maria", last_name="Alvarez", birth_date=date(1985, 3, 14)
    )
    assert await clinic.changes() == {}


@pytest.mark.parametrize("born", ["1985-03-15", "1985-08-14", "1986-03-14"])
async def test_a_slip_in_the_birthday_finds_who_has_the_phone_and_says_so(clinic, born):
    found = await clinic.ehr.find_patient(
        clinic.session(), first_name="Maria", last_name="Alvarez", birth_date=born, phone="212 555 0123"
    )
    assert isinstance(found, PatientFound)
    assert (found.patient.id, found.phone_matches, found.birthday_matches) == (
        people.MARIA_ALVAREZ.id,
        True,
        False,
    )


async def test_day_and_month_exchanged_without_the_phone_are_asked_for_again(clinic):
    found = await clinic.ehr.find_patient(
        clinic.session(), first_name="Grace", last_name="Kim", birth_date="1990-02-06", phone="212 555 0199"
    )
    assert found == AmbiguousPatient(missing=("birth_date",))


async def test_a_man_is_not_taken_for_his_father_of_the_same_name(clinic):
    found = await clinic.ehr.find_patient(
        clinic.session(),
        first_name="James",
        last_name="Miller",
        birth_date="1988-07-21",
        phone="718 555 0114",
    )
    assert not isinstance(found, PatientFound)
