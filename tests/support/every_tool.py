"""A call of every EHR tool that succeeds in the demo clinic, in an order that a receptionist could follow."""

from typing import Any

from mcp import ClientSession

NOW = "2026-03-02T08:00:00-05:00"
DONE = {
    "clinic_directory": "directory",
    "find_patient": "found",
    "send_code": "not_supported",
    "check_code": "not_supported",
    "related_people": "related_people",
    "find_dependent": "no_dependent",
    "list_appointments": "appointments",
    "confirm_appointment": "confirmed",
    "find_slots": "offers",
    "hold_slot": "held",
    "release_slot": "released",
    "book_appointment": "booked",
    "overbook_appointment": "booked",
    "reschedule_appointment": "moved",
    "cancel_appointment": "cancelled",
    "join_waitlist": "on_waitlist",
    "list_waitlist": "waitlisted",
    "leave_waitlist": "left_waitlist",
    "list_coverage": "coverages",
    "list_medications": "medications",
    "refill_facts": "refill_facts",
    "submit_request": "request_submitted",
    "request_status": "requests",
    "order_refill": "ordered",
    "order_referral": "ordered",
    "settle_request": "request_settled",
    "form_questions": "form_questions",
    "record_form": "form_recorded",
    "update_contact": "contact_updated",
    "document_interaction": "documented",
    "visits_due": "visits_due",
    "register_patient": "registered",
}
"""What each tool answers then, where no text messages are set up."""
WITH_CODES = DONE | {"send_code": "code_sent", "check_code": "wrong_code"}


async def call_every_tool(session: ClientSession, *, meta: dict[str, Any] | None = None) -> dict[str, str]:
    """The outcome of each, by tool. The MCP client checks every answer against the tool's schema."""
    outcomes: dict[str, str] = {}

    async def call(tool: str, **arguments: Any) -> Any:
        answer = await session.call_tool(tool, arguments, meta=meta)
        assert answer.structuredContent is not None, answer.content
        result = answer.structuredContent["result"]
        outcomes[tool] = str(result.get("code") or result["outcome"])
        return result

    await call("clinic_directory")
    await call(
        "find_patient", last_name="Kim", first_name="Grace", birth_date="1990-06-02", phone="917-555-0111"
    )
    await call("check_code", code="000000", idempotency_key="check")  # none was sent yet
    await call("send_code", idempotency_key="send")
    await call("related_people")
    child = {"first_name": "Leo", "last_name": "Ferreira", "birth_date": "2019-04-11"}
    await call("find_dependent", **child)  # Grace is not on file for him
    await call(
        "find_patient", last_name="Kim", first_name="Grace", birth_date="1990-06-02", phone="917-555-0111"
    )
    (visit,) = (await call("list_appointments"))["appointments"]
    await call("confirm_appointment", appointment_id=visit["id"], idempotency_key="confirm")
    days = {"date_from": "2026-03-09", "date_to": "2026-03-20"}
    found = await call("find_slots", visit_type="follow_up", **days)
    first, second, *_ = (each["slot_id"] for each in found["offers"])
    await call("hold_slot", slot_id=second, idempotency_key="hold")
    await call("release_slot", slot_id=second, idempotency_key="hold")
    booked = await call("book_appointment", slot_id=first, idempotency_key="book")
    moved = booked["appointment"]["id"]
    await call("reschedule_appointment", appointment_id=moved, slot_id=second, idempotency_key="move")
    await call("cancel_appointment", appointment_id=moved, idempotency_key="cancel")
    beside = {"clinician_id": "practitioner-okafor", "site_id": "location-main-street"}
    taken = "2026-03-02T09:40:00-05:00"
    await call(
        "overbook_appointment", visit_type="sick_visit", start=taken, **beside, idempotency_key="overbook"
    )
    await call("join_waitlist", visit_type="follow_up", idempotency_key="join")
    await call("list_waitlist")
    await call("leave_waitlist", idempotency_key="leave")
    await call("list_coverage")
    (medicine,) = (await call("list_medications"))["medications"]
    await call("refill_facts")
    await call(
        "submit_request",
        kind="refill",
        text="my thyroid pills",
        medication_id=medicine["id"],
        idempotency_key="refill",
    )
    await call("request_status")
    approver = {"id": "dr-osei", "role": "clinician"}
    order = {"medication_id": medicine["id"], "quantity": 90}
    await call("order_refill", order=order, approver=approver, idempotency_key="refill.order")
    referral = {"specialty": "dermatology", "reason": "a rash"}
    await call("order_referral", order=referral, approver=approver, idempotency_key="referral.order")
    await call("settle_request", request_id="refill", status="done", reply="It is at your pharmacy.")
    await call("form_questions", form="questionnaire-new-patient")
    form = {"form": "questionnaire-new-patient", "answers": {"reason": "a check"}}
    await call("record_form", **form, idempotency_key="form")
    await call("update_contact", email="grace@example.org", idempotency_key="contact")
    note = {"channel": "web", "summary": "She booked.", "started_at": NOW, "ended_at": NOW}
    await call("document_interaction", **note, idempotency_key="note")
    await call("visits_due", start=NOW, end="2026-03-05T08:00:00-05:00", limit=2)
    person = {"first_name": "Priscilla", "last_name": "Nakamura", "birth_date": "1992-04-09"}
    await call("register_patient", **person, phone="212-555-0177", idempotency_key="register")
    return outcomes
