"""What is done in Epic, and how. Epic has no FHIR write for most of a front office's work: people do that.

Sources: Epic's R4 CapabilityStatement of May 2026 and the STU3 operations: docs/operator/vendors/epic.md.
"""

from collections.abc import Mapping

from tools.ehr.capabilities import Capabilities, Capability, Operation
from tools.fhir_client.needs import Interaction
from tools.vendors.epic.configured_calls import Configurable, ConfiguredCall


def _direct(way: str, *uses: tuple[str, Interaction]) -> Capability:
    return Capability("direct", way, uses)


def _staff(why: str) -> Capability:
    return Capability("staff_request", why)


def _never(why: str) -> Capability:
    return Capability("not_at_all", why)


_ALWAYS: Mapping[Operation, Capability] = {
    "find_patient": _direct(
        "Patient/$match, and search by name and birth date; names and phone are compared here",
        ("Patient", "search-type"),
    ),
    "register_patient": _direct(
        "create Patient; Epic may answer with somebody who is on file, so that the answer is compared",
        ("Patient", "create"),
    ),
    "find_slots": _direct("STU3 Appointment/$find for the visit type"),
    "hold_slot": _never("Epic has no FHIR write on a Slot"),
    "list_appointments": _direct("search Appointment by patient", ("Appointment", "search-type")),
    "book_appointment": _direct("$find again just before, then $book of the same time; then read back"),
    "overbook_appointment": _staff("Epic's $book takes none but offered times"),
    "reschedule_appointment": _staff("Epic has no FHIR write that moves a visit"),
    "cancel_appointment": _staff("Epic has no FHIR write that cancels a visit"),
    "confirm_appointment": _staff("Epic has no FHIR write on a visit that stands"),
    "update_contact": _staff("Epic has no FHIR update of Patient"),
    "related_people": _staff("Epic's proxies are not RelatedPerson"),
    "join_waitlist": _staff("Epic's wait list has no FHIR write"),
    "list_coverage": _never("plans are not read from here: patients are asked"),
    "list_medications": _direct(
        "search MedicationRequest of status active", ("MedicationRequest", "search-type")
    ),
    "refill_facts": _direct(
        "search prescriptions, fills (of Epic's own pharmacies), allergies, visits and labs; what is refused counts as "
        "not known",
        ("MedicationRequest", "search-type"),
        ("MedicationDispense", "search-type"),
        ("AllergyIntolerance", "search-type"),
        ("Encounter", "search-type"),
        ("Observation", "search-type"),
    ),
    "refill": _staff("Epic lets no other system create a MedicationRequest"),
    "referral": _staff("Epic's ServiceRequest.Create serves special flows alone"),
    "records": _staff("Epic has no FHIR way to ask for records"),
    "message": _staff("Epic's Communication.Create serves community referrals alone"),
    "record_form": _staff("Epic takes answers to forms that Epic itself has assigned, and no others"),
    "document_interaction": _direct(
        "DocumentReference on the visit of that day; without a visit our own record, and staff",
        ("Encounter", "search-type"),
        ("DocumentReference", "create"),
    ),
    "visits_due": _staff("Epic searches visits by patient alone"),
}


def capabilities(calls: Mapping[Configurable, ConfiguredCall]) -> Capabilities:
    """The table of a customer: what its own calls do is no longer staff's."""
    own: dict[Operation, Capability] = {
        operation: Capability(
            "configured_call", "the customer's own call (FRONTDESK_EHR_CALLS); then read back"
        )
        for operation in calls
    }
    return {**_ALWAYS, **own}
