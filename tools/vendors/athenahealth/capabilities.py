"""What is done in athenaOne, and how; the rest is done by the practice's staff."""

from tools.ehr.capabilities import Capabilities, Capability


def _direct(way: str) -> Capability:
    return Capability("direct", way)


def _staff(way: str) -> Capability:
    return Capability("staff_request", way)


def _never(why: str) -> Capability:
    return Capability("not_at_all", why)


CAPABILITIES: Capabilities = {
    "find_patient": _direct(
        "patients by birth date, and athenahealth's enhanced best match; names are compared here"
    ),
    "register_patient": _direct(
        "create patient; somebody who is on file may be answered with, and is compared"
    ),
    "find_slots": _direct("open appointments of the department for the appointment type"),
    "hold_slot": _never("whether a frozen time can still be booked is not documented"),
    "list_appointments": _direct("the patient's appointments"),
    "book_appointment": _direct("fill in the open appointment; then read it back"),
    "overbook_appointment": _staff("patients are put into open appointments, and into no others"),
    "reschedule_appointment": _direct("reschedule in one call; the appointment gets another id"),
    "cancel_appointment": _direct("cancel the appointment"),
    "confirm_appointment": _staff("the codes of confirmation are each practice's own"),
    "update_contact": _staff("changes of the record are made by people"),
    "related_people": _staff("the interface says nothing of who may act for whom"),
    "join_waitlist": _staff("the waiting list is kept by people"),
    "list_coverage": _never("plans are not read from here: patients are asked"),
    "list_medications": _staff("prescriptions are not read from here yet"),
    "refill_facts": _staff("prescriptions are not read from here yet"),
    "refill": _direct("a patient case for the department"),
    "referral": _direct("a patient case for the department"),
    "records": _direct("a patient case for the department"),
    "message": _direct("a patient case for the department"),
    "record_form": _staff("forms of other systems cannot be filed"),
    "document_interaction": _direct("a phone message on the patient's chart"),
    "visits_due": _direct("booked appointments of the departments, and their patients"),
}
