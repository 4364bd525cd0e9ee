"""find_dependent: the patient for whom a caller may act, and nothing to anybody else."""

from datetime import date

import pytest

from clinic.guardians import ALL
from clinic.models import Assurance
from demo import people
from tools.ehr.chart_results import DependentFound, NoDependent
from tools.ehr.results import Booked, Offers, Refused

LEO, ANA = people.LEO_FERREIRA, people.ANA_FERREIRA
CHILD = {"first_name": "Leo", "last_name": "Ferreira", "birth_date": "2019-04-11"}
MARCO = {
    "caller_first_name": "Marco",
    "caller_last_name": "Ferreira",
    "caller_birth_date": "1986-12-24",
    "caller_phone": "929-555-0128",
}


async def test_a_mother_who_is_a_patient_finds_her_child(clinic):
    found = await clinic.ehr.find_dependent(clinic.session(ANA), **CHILD)
    assert isinstance(found, DependentFound)
    assert (found.patient.id, found.representative.id) == (LEO.id, "related-ana-ferreira")
    assert found.representative.may == ALL
    assert LEO.phone not in found.patient.phones


async def test_a_father_who_is_no_patient_is_known_by_his_own_particulars_on_file(clinic):
    found = await clinic.ehr.find_dependent(clinic.session(), **CHILD, **MARCO)
    assert isinstance(found, DependentFound)
    assert found.representative.relationships == ("FTH",)


@pytest.mark.parametrize(
    "told",
    [
        MARCO | {"caller_birth_date": "1986-12-23"},
        MARCO | {"caller_first_name": "Paulo"},
        MARCO | {"first_name": "Luca"},
        MARCO | {"birth_date": "2019-04-12"},
        MARCO | {"birth_date": "2019-11-04"},
    ],
)
async def test_whoever_tells_anything_else_than_the_record_learns_nothing(clinic, told):
    assert await clinic.ehr.find_dependent(clinic.session(), **CHILD | told) == NoDependent()


@pytest.mark.parametrize("phone", ["929-555-0117", ""])  # the child's phone on file, and none
async def test_a_father_who_calls_from_another_phone_is_found_to_be_proven_and_may_do_nothing_yet(
    clinic, phone
):
    found = await clinic.ehr.find_dependent(clinic.session(), **CHILD, **(MARCO | {"caller_phone": phone}))
    assert isinstance(found, DependentFound)
    assert (found.phone_matches, found.representative.id) == (False, "related-marco-ferreira")
    assert LEO.phone not in found.patient.phones


async def test_a_patient_who_is_no_representative_learns_nothing(clinic):
    """Not by the particulars of one either: who is identified is who calls."""
    session = clinic.session(people.MARIA_ALVAREZ, assurance=Assurance.VERIFIED)
    assert await clinic.ehr.find_dependent(session, **CHILD, **MARCO) == NoDependent()


@pytest.mark.parametrize("ended", [{"active": False}, {"period": {"end": "2026-03-01"}}])
async def test_a_relation_that_has_ended_is_none(clinic, ended):
    related = await clinic.fhir.read("RelatedPerson", "related-marco-ferreira")
    await clinic.fhir.update(related | ended)
    assert await clinic.ehr.find_dependent(clinic.session(), **CHILD, **MARCO) == NoDependent()


async def as_marco_at(clinic, years):
    """The session of the father when his son is so old; None where he is on file no more."""
    born = LEO.birth_date
    clinic.clock.advance(date(born.year + years, born.month, born.day) - clinic.clock.now().date())
    found = await clinic.ehr.find_dependent(clinic.session(), **CHILD, **MARCO)
    assert isinstance(found, DependentFound)
    session = clinic.session(LEO)
    return session.model_copy(update={"representative": found.representative})


async def test_for_a_teenager_confidential_visits_are_neither_offered_booked_nor_told(clinic):
    session = await as_marco_at(clinic, 13)
    confidential = Refused(code="not_allowed", detail="confidential")
    assert await clinic.ehr.find_slots(session, visit_type="behavioral_health") == confidential
    assert (
        await clinic.ehr.join_waitlist(session, visit_type="behavioral_health", idempotency_key="w")
        == confidential
    )
    proven = session.model_copy(update={"assurance": Assurance.VERIFIED})
    redirected = await clinic.ehr.update_contact(proven, phone="929-555-0128", idempotency_key="c")
    assert redirected == Refused(code="not_allowed", detail="assurance")
    listed = await clinic.ehr.list_appointments(session)
    assert listed == Refused(code="not_allowed", detail="assurance")


async def test_at_eighteen_a_father_may_have_nothing_done(clinic):
    session = await as_marco_at(clinic, 18)
    assert session.representative.may == ()
    assert await clinic.ehr.book_appointment(session, slot_id="any", idempotency_key="b") == Refused(
        code="not_allowed", detail="assurance"
    )


async def test_a_visit_that_a_representative_booked_says_so_in_the_ehr(clinic):
    found = await clinic.ehr.find_dependent(clinic.session(), **CHILD, **MARCO)
    session = clinic.session(LEO).model_copy(update={"representative": found.representative})
    offered = await clinic.ehr.find_slots(session, visit_type="vaccination")
    assert isinstance(offered, Offers)
    booked = await clinic.ehr.book_appointment(
        session, slot_id=offered.offers[0].slot_id, idempotency_key="for-leo"
    )
    assert isinstance(booked, Booked)
    written = await clinic.fhir.read("Appointment", booked.appointment.id)
    actors = [each["actor"]["reference"] for each in written["participant"]]
    assert actors[:2] == [f"Patient/{LEO.id}", "RelatedPerson/related-marco-ferreira"]
