"""update_contact: the new value comes first, the old one stays in the record, and a retry changes nothing."""

import asyncio

import pytest

from clinic.care import Address, Contact
from clinic.models import Assurance
from demo import people
from tools.ehr.chart_results import ContactUpdated
from tools.ehr.results import PatientFound, Refused

MARIA = people.MARIA_ALVAREZ
NAME = f"Patient/{MARIA.id}"


@pytest.fixture
def maria(clinic):
    return clinic.session(MARIA, assurance=Assurance.VERIFIED)


def marked(entry, key):
    return entry | {"extension": [{"url": "urn:frontdesk:contact-change", "valueString": key}]}


async def test_a_new_phone_comes_first_and_the_old_one_stays_marked_as_old(clinic, maria):
    updated = await clinic.ehr.update_contact(maria, phone="646-555-0177", idempotency_key="k")
    assert updated == ContactUpdated(contact=Contact(phone="+16465550177"))
    before, after = (await clinic.changes())[NAME]
    old = before["telecom"][0]
    assert after == before | {
        "telecom": [
            marked({"system": "phone", "value": "+16465550177", "use": "mobile", "rank": 1}, "k"),
            old | {"use": "old", "period": {"end": "2026-03-02"}},
        ]
    }


async def test_the_new_phone_identifies_and_the_old_one_no_longer_does(clinic, maria):
    await clinic.ehr.update_contact(maria, phone="646-555-0177", idempotency_key="k")
    for phone, matches in (("646-555-0177", True), (MARIA.phone, False)):
        found = await clinic.ehr.find_patient(
            clinic.session(), first_name="Maria", last_name="Alvarez", birth_date="1985-03-14", phone=phone
        )
        assert isinstance(found, PatientFound)
        assert found.phone_matches is matches


async def test_an_address_and_an_e_mail_are_added_without_touching_the_phone(clinic, maria):
    home = Address(lines=("7 Elm Street", "Apt 3"), city="Brooklyn", state="NY", postal_code="11215")
    await clinic.ehr.update_contact(maria, email="m@example.org", address=home, idempotency_key="k")
    before, after = (await clinic.changes())[NAME]
    assert after["telecom"] == [
        *before["telecom"],
        marked({"system": "email", "value": "m@example.org"}, "k"),
    ]
    written = {"use": "home", "line": ["7 Elm Street", "Apt 3"], "city": "Brooklyn", "state": "NY"}
    assert after["address"] == [marked(written | {"postalCode": "11215"}, "k")]


async def test_a_retry_after_somebody_else_changed_it_again_changes_nothing(clinic, maria):
    await clinic.ehr.update_contact(maria, phone="646-555-0177", idempotency_key="first")
    await clinic.ehr.update_contact(maria, phone="646-555-0188", idempotency_key="second")
    stands = await clinic.changes()
    await clinic.ehr.update_contact(maria, phone="646-555-0177", idempotency_key="first")
    assert await clinic.changes() == stands


async def test_what_is_on_file_already_is_not_written_again(clinic, maria):
    updated = await clinic.ehr.update_contact(maria, phone=MARIA.phone, idempotency_key="k")
    assert isinstance(updated, ContactUpdated)
    assert await clinic.changes() == {}


async def test_two_changes_at_the_same_moment_both_stand(clinic, maria):
    await asyncio.gather(
        clinic.ehr.update_contact(maria, phone="646-555-0177", idempotency_key="a"),
        clinic.ehr.update_contact(maria, email="m@example.org", idempotency_key="b"),
    )
    _, after = (await clinic.changes())[NAME]
    current = {each["value"] for each in after["telecom"] if each.get("use") != "old"}
    assert current == {"+16465550177", "m@example.org"}


async def test_who_is_only_matched_cannot_redirect_the_codes_to_another_phone(clinic):
    refused = await clinic.ehr.update_contact(
        clinic.session(MARIA), phone="646-555-0177", idempotency_key="k"
    )
    assert refused == Refused(code="not_allowed", detail="assurance")
    assert await clinic.changes() == {}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({}, "phone, email, street"),
        ({"phone": "12345"}, "phone"),
        ({"email": "not an address"}, "email"),
        ({"address": Address(lines=("1 Elm",), city="", postal_code="10013")}, "street, city, postal_code"),
        ({"address": Address(lines=("1", "2", "3", "4"), city="X", postal_code="1")}, "street"),
    ],
)
async def test_particulars_that_cannot_be_are_refused_by_name(clinic, maria, told, named):
    refused = await clinic.ehr.update_contact(maria, idempotency_key="k", **told)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.detail.partition(":")[0]) == ("invalid_argument", named)
    assert await clinic.changes() == {}
