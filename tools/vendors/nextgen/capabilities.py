"""What is done in NextGen Enterprise, and how; the rest is done by the practice's staff."""

from tools.ehr.capabilities import Capabilities, Capability


def _direct(way: str) -> Capability:
    return Capability("direct", way)


def _staff(way: str) -> Capability:
    return Capability("staff_request", way)


def _never(why: str) -> Capability:
    return Capability("not_at_all", why)


_NO_TASKS = "no published way to create a task or a refill request from outside"

CAPABILITIES: Capabilities = {
    "find_patient": _direct("persons by birth date and by phone; names are compared here"),
    "register_patient": _direct("create person; NextGen refuses somebody whom it takes for a duplicate"),
    "find_slots": _direct("slots without an appointment, of a category in which the event may be booked"),
    "hold_slot": _never("its times have no ids that could be held"),
    "list_appointments": _direct("the person's appointments"),
    "book_appointment": _direct("create the appointment with double booking refused; then read it back"),
    "overbook_appointment": _staff("how its double booking counts is not documented"),
    "reschedule_appointment": _direct("reschedule in one call; the visit gets another id"),
    "cancel_appointment": _direct("cancel the appointment"),
    "confirm_appointment": _direct("mark the appointment as confirmed"),
    "update_contact": _staff("changes of the record are made by people"),
    "related_people": _staff("who may act for whom is kept in ways of each practice's own"),
    "join_waitlist": _staff("the waiting list is kept by people"),
    "list_coverage": _never("plans are not read from here: patients are asked"),
    "list_medications": _staff("prescriptions are not read from here yet"),
    "refill_facts": _staff("prescriptions are not read from here yet"),
    "refill": _staff(_NO_TASKS),
    "referral": _staff(_NO_TASKS),
    "records": _staff(_NO_TASKS),
    "message": _staff(_NO_TASKS),
    "record_form": _staff("forms of other systems cannot be filed"),
    "document_interaction": _staff(
        "documents belong to a chart, and how they are filed is each practice's own"
    ),
    "visits_due": _direct("appointments by date, and their persons"),
}
