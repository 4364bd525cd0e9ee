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
    "list_appointments": _direct("search Appointment by patient", ("Appointment", "search-type")),
    "book_appointment": _direct(
        "update Slot with If-Match, then create Appointment with If-None-Exist",
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
}
