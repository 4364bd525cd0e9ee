"""A call of every EHR tool that succeeds in the demo clinic, in an order that a receptionist could follow."""

from typing import Any

from mcp import ClientSession

NOW = "2026-03-02T08:00:00-05:00"
REGISTERS = ("register_patient",)
"""Named last: whoever registers somebody is at that patient's from then on."""


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
    await call("related_people")
    (visit,) = (await call("list_appointments"))["appointments"]
    await call("confirm_appointment", appointment_id=visit["id"], idempotency_key="confirm")
    days = {"date_from": "2026-03-09", "date_to": "2026-03-20"}
    found = await call("find_slots", visit_type="follow_up", **days)
    first, second, *_ = (each["slot_id"] for each in found["offers"])
    booked = await call("book_appointment", slot_id=first, idempotency_key="book")
    moving = (
        {"appointment_id": booked["appointment"]["id"], "slot_id": second} if "appointment" in booked else {}
    )
    if moving:
        await call("reschedule_appointment", **moving, idempotency_key="move")
        await call("cancel_appointment", appointment_id=moving["appointment_id"], idempotency_key="cancel")
    await call("join_waitlist", visit_type="follow_up", idempotency_key="join")
    await call("leave_waitlist", idempotency_key="leave")
    (medicine,) = (await call("list_medications"))["medications"]
    await call(
        "submit_request",
        kind="refill",
        text="my thyroid pills",
        medication_id=medicine["id"],
        idempotency_key="refill",
    )
    await call("request_status")
    form = {"form": "questionnaire-new-patient", "answers": {"reason": "a check"}}
    await call("record_form", **form, idempotency_key="form")
    await call("update_contact", email="grace@example.org", idempotency_key="contact")
    note = {"channel": "web", "summary": "She booked.", "started_at": NOW, "ended_at": NOW}
    await call("document_interaction", **note, idempotency_key="note")
    await call("visits_due", start=NOW, end="2026-03-05T08:00:00-05:00", limit=2)
    person = {"first_name": "Priscilla", "last_name": "Nakamura", "birth_date": "1992-04-09"}
    await call("register_patient", **person, phone="212-555-0177", idempotency_key="register")
    return outcomes
