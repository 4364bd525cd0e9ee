"""What staff ordered: a renewed prescription (MedicationRequest) or a referral (ServiceRequest), written once."""

from datetime import datetime

from clinic.care import Approver, ReferralOrder, RefillOrder
from tools.ehr.chart_results import Ordered
from tools.ehr.results import Refused
from tools.fhir_client import FhirClient, NotFound, Resource
from tools.vendors.fhir.identifiers import REQUEST, id_of, identifier
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.writing import create_once, made_with

_NPI = "http://hl7.org/fhir/sid/us-npi"
_CARRIED_OVER = (
    "medicationCodeableConcept", "medicationReference", "contained", "category", "dosageInstruction",
    "reasonCode", "reasonReference", "insurance", "courseOfTherapyType",
)  # fmt: skip
"""Of the prescription before: a renewal is the same medicine for the same reason."""
NOT_THEIRS = Refused(code="not_allowed", detail="the id is none of this patient's")
OTHER_ORDER = Refused(code="changed_meanwhile", detail="the key made another order before")


async def order_refill(
    fhir: FhirClient, patient_id: str, order: RefillOrder, approver: Approver, key: str, now: datetime
) -> Ordered | Refused:
    """Raises FhirFailure; LostAnswer when it may stand, which a second try with the key finds out."""
    try:
        before = await fhir.read("MedicationRequest", order.medication_id)
    except NotFound:
        return NOT_THEIRS
    if id_of(before["subject"].get("reference", "")) != patient_id:
        return NOT_THEIRS
    wanted = _renewal(before, patient_id, order, approver, key, now)
    earlier = await made_with(fhir, "MedicationRequest", REQUEST, key)
    if earlier is None and before["status"] not in ("active", "completed"):
        return Refused(code="not_bookable", detail=f"the prescription is {before['status']}")
    return await _written_once(fhir, wanted, earlier, key, ("dispenseRequest", "dosageInstruction"))


async def order_referral(
    fhir: FhirClient, patient_id: str, order: ReferralOrder, approver: Approver, key: str, now: datetime
) -> Ordered | Refused:
    """Raises as `order_refill`."""
    notes = [("Place", order.place), ("Authorization", order.authorization)]
    wanted: Resource = {
        "resourceType": "ServiceRequest",
        "identifier": [identifier(REQUEST, key)],
        "status": "active",
        "intent": "order",
        "priority": order.urgency,
        "code": {"text": f"Referral: {order.specialty}"},
        "subject": {"reference": f"Patient/{patient_id}"},
        "authoredOn": instant(now),
        "requester": _who(approver),
        "reasonCode": [{"text": order.reason}] if order.reason else [],
        "note": [{"text": f"{name}: {value}"} for name, value in notes if value],
    }
    wanted = {name: value for name, value in wanted.items() if value}
    earlier = await made_with(fhir, "ServiceRequest", REQUEST, key)
    return await _written_once(fhir, wanted, earlier, key, ("code", "priority", "reasonCode"))


async def _written_once(
    fhir: FhirClient, wanted: Resource, earlier: Resource | None, key: str, says: tuple[str, ...]
) -> Ordered | Refused:
    """`says`: the fields in which an order of an earlier try has to be this very one."""
    made = earlier or await create_once(fhir, wanted, REQUEST, key, is_new=True)
    if made["subject"] != wanted["subject"] or any(made.get(name) != wanted.get(name) for name in says):
        return OTHER_ORDER
    return Ordered(reference=f"{made['resourceType']}/{made['id']}")


def _renewal(
    before: Resource, patient_id: str, order: RefillOrder, approver: Approver, key: str, now: datetime
) -> Resource:
    reference = {"reference": f"MedicationRequest/{before['id']}"}
    carried = {name: before[name] for name in _CARRIED_OVER if name in before}
    if order.dose:
        carried["dosageInstruction"] = [{"text": order.dose}]
    renewal = {
        "resourceType": "MedicationRequest",
        "identifier": [identifier(REQUEST, key)],
        "status": "active",
        "intent": "order",
        "subject": {"reference": f"Patient/{patient_id}"},
        "authoredOn": instant(now),
        "requester": _who(approver),
        "basedOn": [reference],
        "priorPrescription": reference,
        "dispenseRequest": _dispense(before.get("dispenseRequest", {}), order),
        "note": [{"text": order.note}] if order.note else [],
        **carried,
    }
    return {name: value for name, value in renewal.items() if value}


def _dispense(before: Resource, order: RefillOrder) -> Resource:
    """The dispense request with what was edited; a supply in days follows from a new quantity and the old one."""
    kept = {name: value for name, value in before.items() if name not in ("validityPeriod", "performer")}
    if order.refills is not None:
        kept["numberOfRepeatsAllowed"] = order.refills
    if order.quantity is not None:
        quantity, supply = before.get("quantity", {}), before.get("expectedSupplyDuration")
        kept["quantity"] = quantity | {"value": _number(order.quantity)}
        if supply and quantity.get("value"):
            days = supply["value"] * order.quantity / quantity["value"]
            kept["expectedSupplyDuration"] = supply | {"value": _number(round(days, 1))}
    if order.pharmacy:
        kept["performer"] = {"display": order.pharmacy}
    return kept


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _who(approver: Approver) -> Resource:
    """Who signs: a clinician by NPI, where there is one; anybody else by role, never as a Practitioner of the EHR."""
    if approver.npi:
        return {
            "type": "Practitioner",
            "identifier": {"system": _NPI, "value": approver.npi},
            "display": approver.name or approver.role,
        }
    return {"display": approver.name or approver.role}
