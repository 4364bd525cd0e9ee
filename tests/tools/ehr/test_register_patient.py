"""register_patient: a new patient stands on file once, and nobody who is there already is doubled."""

import asyncio

import pytest

from tools.ehr.results import PatientFound, Refused, Registered

NEW = {
    "first_name": "Priscilla",
    "last_name": "Nakamura-Díaz",
    "birth_date": "1992-04-09",
    "phone": "(212) 555-0177",
    "email": "pnd@example.org",
    "language": "es",
    "idempotency_key": "task-1.registration",
}


async def test_a_new_patient_is_on_file_with_what_was_told(clinic):
    registered = await clinic.ehr.register_patient(clinic.session(), **NEW)
    assert isinstance(registered, Registered)
    assert not registered.patient.established
    assert await clinic.changes() == {
        f"Patient/{registered.patient.id}": (
            None,
            {
                "resourceType": "Patient",
                "id": registered.patient.id,
                "identifier": [{"system": "urn:frontdesk:registration", "value": "task-1.registration"}],
                "active": True,
                "name": [{"use": "official", "family": "Nakamura-Díaz", "given": ["Priscilla"]}],
                "telecom": [
                    {"system": "phone", "value": "+12125550177", "use": "mobile"},
                    {"system": "email", "value": "pnd@example.org"},
                ],
                "birthDate": "1992-04-09",
                "communication": [
                    {
                        "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "es"}]},
                        "preferred": True,
                    }
                ],
            },
        )
    }


async def test_the_new_patient_is_found_afterwards_as_a_new_one(clinic):
    registered = await clinic.ehr.register_patient(clinic.session(), **NEW)
    found = await clinic.ehr.find_patient(
        clinic.session(),
        first_name="Priscilla",
        last_name="Nakamura",
        birth_date="1992-04-09",
        phone="212-555-0177",
    )
    assert found == PatientFound(patient=registered.patient, phone_matches=True)


async def test_the_same_key_registers_one_patient_even_at_the_same_time(clinic):
    first, *others = await asyncio.gather(
        *(clinic.ehr.register_patient(clinic.session(), **NEW) for _ in range(10))
    )
    assert others == [first] * 9
    assert len(await clinic.changes()) == 1


@pytest.mark.parametrize(
    ("first", "last", "born"),
    [
        ("Maria", "Alvarez", "1985-03-14"),
        ("Bob", "Chang", "1968-10-30"),
        ("Marla", "Alvarez", "1985-03-14"),
        ("Harold", "Finch", "1939-03-03"),
    ],
)
async def test_somebody_who_may_be_on_file_is_left_to_staff(clinic, first, last, born):
    again = NEW | {"first_name": first, "last_name": last, "birth_date": born}
    assert await clinic.ehr.register_patient(clinic.session(), **again) == Refused(code="already_exists")
    assert await clinic.changes() == {}


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("birth_date", "2026-03-03"),
        ("birth_date", "1850-01-01"),
        ("birth_date", "1992-02-31"),
        ("phone", "12345"),
        ("phone", ""),
        ("first_name", "  "),
        ("last_name", ""),
        ("last_name", "x" * 101),
        ("email", "not an address"),
        ("idempotency_key", "a|b"),
        ("idempotency_key", ""),
    ],
)
async def test_particulars_that_cannot_be_are_refused_by_name(clinic, argument, value):
    refused = await clinic.ehr.register_patient(clinic.session(), **(NEW | {argument: value}))
    assert isinstance(refused, Refused)
    assert (refused.code, argument in refused.detail) == ("invalid_argument", True)
    assert await clinic.changes() == {}


async def test_the_key_of_another_persons_registration_tells_nothing_of_them(clinic):
    await clinic.ehr.register_patient(clinic.session(), **NEW)
    before = await clinic.changes()
    stranger = NEW | {
        "first_name": "Ann",
        "last_name": "Other",
        "birth_date": "1970-01-01",
        "phone": "212-555-0178",
    }
    refused = await clinic.ehr.register_patient(clinic.session(), **stranger)
    assert refused == Refused(code="not_allowed", detail="the key belongs to another person's registration")
    assert await clinic.changes() == before
