"""list_medications: active prescriptions as a patient may be told of them, to who is surely that patient."""

from datetime import date

from clinic.care import Medication
from clinic.models import Assurance
from demo import people
from tools.ehr.chart_results import Medications
from tools.ehr.results import Refused

MARIA = people.MARIA_ALVAREZ
LISINOPRIL = "medication-maria-alvarez-lisinopril"


async def test_active_prescriptions_come_with_directions_and_when_they_were_written(clinic):
    listed = await clinic.ehr.list_medications(clinic.session(MARIA, assurance=Assurance.VERIFIED))
    assert isinstance(listed, Medications)
    assert [each.id for each in listed.medications] == [LISINOPRIL, "medication-maria-alvarez-metformin"]
    assert listed.medications[0] == Medication(
        id=LISINOPRIL,
        name="Lisinopril 10 mg tablet",
        code="29046",
        dose="Take 1 tablet by mouth every day",
        authored_on=date(2026, 1, 6),
        prescriber="Dr. Chidi Okafor",
        refills=3,
        supply_days=90,
    )


async def test_what_was_stopped_or_only_proposed_is_not_told(clinic):
    lisinopril = await clinic.fhir.read("MedicationRequest", LISINOPRIL)
    await clinic.fhir.update(lisinopril | {"status": "stopped"})
    metformin = await clinic.fhir.read("MedicationRequest", "medication-maria-alvarez-metformin")
    await clinic.fhir.update(metformin | {"intent": "proposal"})
    listed = await clinic.ehr.list_medications(clinic.session(MARIA, assurance=Assurance.VERIFIED))
    assert listed == Medications(medications=())


async def test_a_medicine_that_is_referred_to_is_told_by_its_name(clinic):
    order = await clinic.fhir.read("MedicationRequest", LISINOPRIL)
    concept = order.pop("medicationCodeableConcept")
    inside = {"resourceType": "Medication", "id": "m", "code": concept}
    await clinic.fhir.update(order | {"contained": [inside], "medicationReference": {"reference": "#m"}})
    listed = await clinic.ehr.list_medications(clinic.session(MARIA, assurance=Assurance.VERIFIED))
    assert "Lisinopril 10 mg tablet" in {each.name for each in listed.medications}


async def test_who_is_only_matched_hears_of_no_medicines(clinic):
    refused = await clinic.ehr.list_medications(clinic.session(MARIA))
    assert refused == Refused(code="not_allowed", detail="assurance")
