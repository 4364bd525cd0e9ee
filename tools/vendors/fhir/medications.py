"""Active prescriptions (MedicationRequest), as a patient may be told of them."""

from datetime import date

from clinic.care import Medication
from tools.fhir_client import FhirClient, FhirFailure, Resource
from tools.vendors.fhir.identifiers import id_of

_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")


async def medications(fhir: FhirClient, patient_id: str) -> list[Medication]:
    """Active orders, newest first. One without a name that can be told is left out."""
    wanted = [("patient", f"Patient/{patient_id}"), ("status", "active"), ("_count", "100")]
    found = [
        await _medication(fhir, each)
        for each in await fhir.search("MedicationRequest", wanted)
        if each["status"] == "active"
        and each["intent"] in ORDERS
        and id_of(each["subject"].get("reference", "")) == patient_id
    ]
    named = [each for each in found if each.name]
    return sorted(named, key=lambda each: (each.authored_on or date.min, each.id), reverse=True)


async def _medication(fhir: FhirClient, order: Resource) -> Medication:
    concept, display = await concept_of(fhir, order)
    codings: list[Resource] = [each for each in concept.get("coding", ()) if each.get("system") == _RXNORM]
    coding = codings[0] if codings else {}
    dispense = order.get("dispenseRequest", {})
    supply = dispense.get("expectedSupplyDuration", {})
    authored = order.get("authoredOn", "")[:10]
    return Medication(
        id=order["id"],
        name=concept.get("text") or coding.get("display") or display,
        code=coding.get("code", ""),
        dose=" ".join(each["text"] for each in order.get("dosageInstruction", ()) if "text" in each),
        authored_on=date.fromisoformat(authored) if len(authored) == 10 else None,
        prescriber=order.get("requester", {}).get("display", ""),
        refills=dispense.get("numberOfRepeatsAllowed"),
        supply_days=int(supply["value"]) if supply.get("code") == "d" and "value" in supply else None,
    )


async def concept_of(fhir: FhirClient, order: Resource) -> tuple[Resource, str]:
    """The medicine as a CodeableConcept, and what the reference to it calls it."""
    if "medicationCodeableConcept" in order:
        concept: Resource = order["medicationCodeableConcept"]
        return concept, next((each["display"] for each in concept.get("coding", ()) if "display" in each), "")
    reference = order.get("medicationReference", {})
    target, display = reference.get("reference", ""), reference.get("display", "")
    if target.startswith("#"):
        inside = [each["code"] for each in order.get("contained", ()) if each.get("id") == target[1:]]
        return inside[0] if inside else {}, display
    if display or not target:
        return {}, display
    try:
        return (await fhir.read("Medication", id_of(target))).get("code", {}), ""
    except FhirFailure:
        return {}, ""  # not every token may read it: the medicine is left out
