"""What is done in a plain FHIR R4 server, and how."""

from tools.ehr.capabilities import Capabilities, Capability
from tools.fhir_client.needs import Interaction


def _direct(way: str, *uses: tuple[str, Interaction]) -> Capability:
    return Capability("direct", way, uses)


CAPABILITIES: Capabilities = {
    "find_patient": _direct(
        "search by birth date; names and phone are compared here", ("Patient", "search-type")
    ),
    "register_patient": _direct("create with If-None-Exist on our identifier", ("Patient", "create")),
    "find_slots": _direct("search free Slots of the calendars", ("Slot", "search-type")),
    "hold_slot": _direct(
        "update Slot to busy-tentative with If-Match, with an end of its own", ("Slot", "update")
    ),
    "list_appointments": _direct("search Appointment by patient", ("Appointment", "search-type")),
    "book_appointment": _direct(
        "update Slot with If-Match, then create Appointment with If-None-Exist",
        ("Slot", "search-type"),
        ("Slot", "update"),
        ("Appointment", "create"),
    ),
    "overbook_appointment": _direct(
        "create Appointment on Slots that stay as they are; the first Slot of the half-day is updated with If-Match "
        "meanwhile, so that one is written after the other",
        ("Slot", "search-type"),
        ("Slot", "update"),
        ("Appointment", "create"),
    ),
    "reschedule_appointment": _direct(
        "take the new slot, update Appointment, free the old slot",
        ("Slot", "update"),
        ("Appointment", "update"),
    ),
    "cancel_appointment": _direct(
        "update Appointment, free the slot", ("Appointment", "update"), ("Slot", "update")
    ),
    "update_contact": _direct(
        "update Patient with If-Match; the old value stays, marked as old", ("Patient", "update")
    ),
    "related_people": _direct(
        "search RelatedPerson by patient and by birth date", ("RelatedPerson", "search-type")
    ),
    "confirm_appointment": _direct(
        "our identifier and the patient's acceptance on Appointment", ("Appointment", "update")
    ),
    "join_waitlist": _direct(
        "create Appointment of status waitlist, without a time", ("Appointment", "create")
    ),
    "list_coverage": _direct("search Coverage of status active", ("Coverage", "search-type")),
    "list_medications": _direct(
        "search MedicationRequest of status active", ("MedicationRequest", "search-type")
    ),
    "refill_facts": _direct(
        "search MedicationRequest, MedicationDispense, AllergyIntolerance, Encounter and Observation; what is refused "
        "counts as not known",
        ("MedicationRequest", "search-type"),
        ("MedicationDispense", "search-type"),
        ("AllergyIntolerance", "search-type"),
        ("Encounter", "search-type"),
        ("Observation", "search-type"),
    ),
    "refill": _direct(
        "create Task on the MedicationRequest", ("MedicationRequest", "search-type"), ("Task", "create")
    ),
    "referral": _direct(
        "create ServiceRequest (draft) and a Task on it", ("ServiceRequest", "create"), ("Task", "create")
    ),
    "records": _direct("create Task", ("Task", "create")),
    "message": _direct(
        "create Communication and a Task on it", ("Communication", "create"), ("Task", "create")
    ),
    "record_form": _direct(
        "create QuestionnaireResponse", ("Questionnaire", "read"), ("QuestionnaireResponse", "create")
    ),
    "document_interaction": _direct(
        "create Communication, DocumentReference and Provenance",
        ("Communication", "create"),
        ("DocumentReference", "create"),
        ("Provenance", "create"),
    ),
    "visits_due": _direct(
        "search Appointment by date, then Patient by id",
        ("Appointment", "search-type"),
        ("Patient", "search-type"),
    ),
}
