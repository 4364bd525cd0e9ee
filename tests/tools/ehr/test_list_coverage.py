"""list_coverage: active plans on file, by the clinic's names for them; find_slots keeps to who takes a plan."""

import pytest

from clinic.care import CoverageOnFile
from demo import people
from tools.ehr.chart_results import CoveragesOnFile
from tools.ehr.client import open_ehr
from tools.ehr.results import Booked, Moved, Offers, Refused
from tools.ehr.server import build_ehr_server

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
PLAN = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/coverage-class", "code": "plan"}]}


def coverage(person, status="active", **more):
    beneficiary = {"reference": f"Patient/{person.id}"}
    return {"resourceType": "Coverage", "status": status, "beneficiary": beneficiary, **more}


async def test_active_plans_of_the_patient_alone_are_listed_with_the_clinics_names(clinic):
    for number, each in enumerate((
        coverage(MARIA, payor=[{"display": "Aetna Inc."}], **{"class": [{"type": PLAN, "value": "1", "name": "Aetna"}]}),
        coverage(MARIA, payor=[{"display": "Golden Shield Plus"}]),
        coverage(MARIA, "cancelled", payor=[{"display": "Cigna"}]),
        coverage(GRACE, payor=[{"display": "Medicaid"}]),
    )):  # fmt: skip
        await clinic.fhir.create(each, if_none_exist=("urn:test", str(number)))
    found = await clinic.ehr.list_coverage(clinic.session(MARIA))
    assert isinstance(found, CoveragesOnFile)
    assert sorted(found.coverages, key=lambda each: each.plan) == [
        CoverageOnFile(plan="Aetna", accepted_as="Aetna PPO"),
        CoverageOnFile(plan="Golden Shield Plus"),
    ]


async def test_without_the_phone_on_file_no_plan_is_told(clinic):
    refused = await clinic.ehr.list_coverage(clinic.session(MARIA, phone_matches=False))
    assert refused.code == "not_allowed"


@pytest.mark.parametrize(
    ("insurance", "asked_for", "unmet", "with_osei"),
    [
        ("Medicaid", ["practitioner-osei"], (), True),
        ("Cigna", ["practitioner-osei"], ("insurance",), False),
        ("Cigna", [], (), False),
        ("", ["practitioner-osei"], (), True),
    ],
)
async def test_times_are_offered_with_those_who_take_the_plan(clinic, insurance, asked_for, unmet, with_osei):
    async with open_ehr(build_ehr_server(clinic.fhir, choosy(clinic.settings), clinic.clock, "k")) as ehr:
        found = await ehr.find_slots(
            clinic.session(MARIA), visit_type="follow_up", clinician_ids=asked_for, insurance=insurance
        )
    assert isinstance(found, Offers)
    assert found.unmet == unmet
    assert ("practitioner-osei" in {offer.clinician_id for offer in found.offers}) == with_osei


async def test_a_plan_that_nobody_takes_is_refused_with_the_rule(clinic):
    refused = await clinic.ehr.find_slots(
        clinic.session(MARIA), visit_type="follow_up", insurance="Golden Shield Plus"
    )
    assert refused == Refused(code="not_bookable", detail="insurance_not_accepted")


NOT_KNOWN = Refused(code="not_bookable", detail="insurance_not_known")


@pytest.mark.parametrize(
    ("told", "on_file", "refused"),
    [
        ("Medicaid", "", None),
        ("", "Medicaid", None),
        ("", "Aetna", Refused(code="not_bookable", detail="insurance_not_accepted")),
        ("", "", NOT_KNOWN),
    ],
)
async def test_the_plan_told_or_on_file_is_checked_where_the_visit_is_held_and_booked(
    clinic, told, on_file, refused
):
    if on_file:
        await clinic.fhir.create(
            coverage(MARIA, payor=[{"display": on_file}]), if_none_exist=("urn:test", "1")
        )
    session = clinic.session(MARIA)
    wish = {"visit_type": "follow_up", "clinician_ids": ["practitioner-osei"], "insurance": told}
    async with open_ehr(build_ehr_server(clinic.fhir, choosy(clinic.settings), clinic.clock, "k")) as ehr:
        offer = (await ehr.find_slots(session, **wish)).offers[0]
        held = await ehr.hold_slot(session, slot_id=offer.slot_id, idempotency_key="m")
        booked = await ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="m")
    if refused is None:
        assert isinstance(booked, Booked)
    else:
        assert (held, booked) == (refused, refused)


async def test_a_visit_moves_to_who_takes_the_plan_and_at_its_clinician_without_being_asked(clinic):
    session, wish = clinic.session(MARIA), {"visit_type": "follow_up", "limit": 20}
    async with open_ehr(build_ehr_server(clinic.fhir, choosy(clinic.settings), clinic.clock, "k")) as ehr:

        async def found(clinician, insurance=""):
            asked = {"clinician_ids": [clinician], "insurance": insurance}
            return (await ehr.find_slots(session, **wish, **asked)).offers

        async def moved(offer, key):
            return await ehr.reschedule_appointment(
                session, appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key=key
            )

        okafor, osei = await found("practitioner-okafor"), await found("practitioner-osei")
        booked = await ehr.book_appointment(session, slot_id=okafor[-1].slot_id, idempotency_key="b")
        assert isinstance(booked, Booked)
        visit = booked.appointment
        assert await moved(osei[-1], "1") == NOT_KNOWN
        assert isinstance(await moved((await found("practitioner-osei", "Medicaid"))[-1], "2"), Moved)
        assert isinstance(await moved(osei[-2], "3"), Moved)


def choosy(settings):
    """The demo clinic, whose Dr. Osei takes Medicaid alone."""
    osei = settings.clinicians["osei"].model_copy(update={"insurance": ("Medicaid",)})
    return settings.model_copy(update={"clinicians": {**settings.clinicians, "osei": osei}})
