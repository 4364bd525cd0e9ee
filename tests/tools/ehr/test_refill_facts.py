"""refill_facts: what a refill is judged by, for staff and services alone; what the EHR does not say is not guessed."""

from datetime import date

import httpx
import pytest

from clinic.models import Assurance
from clinic.refills import Directions, Fill, Lab
from demo import people
from tools.ehr.refill_results import RefillFactsRead
from tools.ehr.results import Refused

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
ORDER = "medication-maria-alvarez-lisinopril"


async def facts_of(clinic, person=MARIA, role="service"):
    read = await clinic.ehr.refill_facts(clinic.session(person, role=role))
    assert isinstance(read, RefillFactsRead), read
    return read.facts


async def test_facts_are_those_of_the_chart(clinic):
    facts = await facts_of(clinic)
    assert facts.birth_date == MARIA.birth_date
    assert [each.name for each in facts.prescriptions] == [
        "Lisinopril 10 mg tablet",
        "Metformin 500 mg tablet",
    ]
    lisinopril = facts.prescriptions[0]
    assert (lisinopril.id, lisinopril.code, lisinopril.status) == (ORDER, "29046", "active")
    assert (lisinopril.quantity, lisinopril.supply_days, lisinopril.refills) == (90, 90, 3)
    assert lisinopril.directions == Directions(text="Take 1 tablet by mouth every day", times_a_day=1)
    assert (lisinopril.written_on, lisinopril.from_here) == (date(2026, 1, 6), True)
    assert [each.substance for each in facts.allergies] == ["Allergy to penicillin"]
    assert [each.kind for each in facts.visits] == ["AMB"]
    assert (facts.next_visit_on, facts.gaps) == (None, ())


async def test_the_next_visit_is_the_first_that_is_booked(clinic):
    assert (await facts_of(clinic, GRACE)).next_visit_on == date(2026, 3, 6)


@pytest.mark.parametrize("role", ["staff", "service"])
async def test_staff_and_services_may_read_them(clinic, role):
    assert (await facts_of(clinic, role=role)).prescriptions


async def test_a_patient_may_not_even_when_verified(clinic):
    refused = await clinic.ehr.refill_facts(clinic.session(MARIA, assurance=Assurance.VERIFIED))
    assert refused == Refused(code="not_allowed", detail="role")


class Refusing(httpx.AsyncBaseTransport):
    """A server that does not have a resource type, or does not let us read it."""

    def __init__(self, inner, kind, status):
        self._inner, self._kind, self._status = inner, kind, status

    async def handle_async_request(self, request):
        if request.url.path.startswith(f"/{self._kind}/") or f"/{self._kind}/" in request.url.path:
            return httpx.Response(self._status, json={"resourceType": "OperationOutcome"}, request=request)
        return await self._inner.handle_async_request(request)


@pytest.mark.parametrize(
    ("kind", "status", "part"),
    [
        ("MedicationDispense", 404, "fills"),
        ("MedicationDispense", 403, "fills"),
        ("AllergyIntolerance", 400, "allergies"),
        ("Encounter", 403, "visits"),
        ("Observation", 404, "labs"),
        ("MedicationRequest", 403, "prescriptions"),
    ],
)
async def test_what_the_ehr_lacks_or_withholds_is_not_known_and_says_why(open_clinic, kind, status, part):
    async with open_clinic(lambda inner: Refusing(inner, kind, status)) as clinic:
        facts = await facts_of(clinic)
    assert getattr(facts, part) is None
    assert [each.part for each in facts.gaps] == [part]
    assert f"answered {status} to search {kind}" in facts.why_unknown(part)


async def test_when_the_ehr_does_not_answer_nothing_is_pieced_together(open_clinic):
    async with open_clinic(lambda inner: Refusing(inner, "Observation", 500)) as clinic:
        refused = await clinic.ehr.refill_facts(clinic.session(MARIA, role="service"))
    assert (refused.outcome, refused.code) == ("refused", "ehr_unavailable")


async def test_only_what_was_handed_over_is_a_fill(clinic):
    for status in ("completed", "cancelled", "in-progress"):
        await clinic.fhir.create_unconditionally(dispense(status))
    facts = await facts_of(clinic)
    assert facts.fills == (
        Fill(
            prescription_id=ORDER,
            name="Lisinopril 10 mg tablet",
            handed_over_on=date(2026, 1, 7),
            quantity=90,
            days=90,
        ),
    )


async def test_blood_pressure_is_read_from_the_parts_of_its_panel(clinic):
    for status in ("final", "entered-in-error"):
        await clinic.fhir.create_unconditionally(blood_pressure(status))
    facts = await facts_of(clinic)
    assert sorted(facts.labs, key=lambda each: each.code) == [
        Lab(code="8462-4", taken_on=date(2026, 2, 2), value=78, unit="mmHg"),
        Lab(code="8480-6", taken_on=date(2026, 2, 2), value=128, unit="mmHg"),
    ]


@pytest.mark.parametrize(
    ("clinical", "verification", "is_told"),
    [
        ("active", "confirmed", True),
        ("active", "unconfirmed", True),
        ("resolved", "confirmed", False),
        ("inactive", "confirmed", False),
        ("active", "refuted", False),
    ],
)
async def test_an_allergy_counts_unless_it_is_over_or_refuted(clinic, clinical, verification, is_told):
    system = "http://terminology.hl7.org/CodeSystem/allergyintolerance"
    allergy = await clinic.fhir.read("AllergyIntolerance", "allergy-maria-alvarez")
    allergy |= {
        "clinicalStatus": {"coding": [{"system": f"{system}-clinical", "code": clinical}]},
        "verificationStatus": {"coding": [{"system": f"{system}-verification", "code": verification}]},
    }
    await clinic.fhir.update(allergy)
    assert bool((await facts_of(clinic)).allergies) is is_told


@pytest.mark.parametrize(
    ("change", "from_here"),
    [
        ({}, True),
        ({"requester": {"reference": "https://elsewhere.example/Practitioner/1"}}, False),
        ({"requester": {"display": "Dr. Somebody"}}, None),
        ({"reportedBoolean": True}, False),
    ],
)
async def test_who_prescribed_it_is_known_only_by_its_record(clinic, change, from_here):
    order = await clinic.fhir.read("MedicationRequest", ORDER)
    await clinic.fhir.update(order | change)
    assert (await facts_of(clinic)).prescriptions[0].from_here is from_here


async def test_stopped_prescriptions_are_there_and_mere_plans_are_not(clinic):
    order = await clinic.fhir.read("MedicationRequest", ORDER)
    await clinic.fhir.update(order | {"status": "stopped"})
    other = await clinic.fhir.read("MedicationRequest", "medication-maria-alvarez-metformin")
    await clinic.fhir.update(other | {"intent": "plan"})
    facts = await facts_of(clinic)
    assert [(each.id, each.status) for each in facts.prescriptions] == [(ORDER, "stopped")]


def dispense(status):
    return {
        "resourceType": "MedicationDispense",
        "status": status,
        "medicationCodeableConcept": {"text": "Lisinopril 10 mg tablet"},
        "subject": {"reference": f"Patient/{MARIA.id}"},
        "authorizingPrescription": [{"reference": f"MedicationRequest/{ORDER}"}],
        "quantity": {"value": 90},
        "daysSupply": {"value": 90, "unit": "days"},
        "whenHandedOver": "2026-01-08T02:00:00Z",  # the evening before, in New York
    }


def blood_pressure(status):
    def part(code, value):
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mmHg"},
        }

    return {
        "resourceType": "Observation",
        "status": status,
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "subject": {"reference": f"Patient/{MARIA.id}"},
        "effectiveDateTime": "2026-02-02T15:00:00Z",
        "component": [part("8480-6", 128), part("8462-4", 78)],
    }
