"""A visit for which no time is left: patients are offered none that is taken, and a person may put them beside others."""

from typing import Any

from deciding import Decider, messages, request_of
from patient import Chat
from running import Desk

from demo import people

TAKEN = {"start": "2026-03-02 09:40", "clinician": "Dr. Chidi Okafor", "site": "Main Street"}


async def without_free_times(desk: Desk) -> None:
    """The sick visits' calendars are full."""
    while True:
        found = await desk.fhir.get("Slot", params={"status": "free", "_count": "500"})
        slots: list[Any] = [each["resource"] for each in found.json().get("entry", [])]
        if not slots:
            return
        entries = [
            {
                "resource": {**slot, "status": "busy-unavailable"},
                "request": {"method": "PUT", "url": f"Slot/{slot['id']}"},
            }
            for slot in slots
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        (await desk.fhir.post("", json=bundle)).raise_for_status()


async def test_an_approval_puts_the_visit_beside_another_and_the_patient_hears_when(
    desk: Desk, chat: Chat
) -> None:
    await without_free_times(desk)
    await chat.says("I need a sick visit today")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    assert "nothing free" in chat.said
    staff, request_id = Decider(desk.http), request_of(chat)
    seen = await staff.reads(request_id)
    assert seen["checked"]["proposal"]["action"] == "overbook_appointment"
    blocked = {**TAKEN, "start": "2026-03-02 10:00"}
    back = await staff.decides(request_id, "approve", edits=blocked)
    assert (back["status"], back["trouble"]) == ("waiting", "not_applied: slot_taken")
    done = await staff.decides(request_id, "approve", edits=TAKEN)
    assert done["status"] == "approved"
    assert "You have a visit on Monday, March 2 at 9:40" in (await messages(chat))[-1]
    booked = (await desk.fhir.get("Appointment", params={"identifier": "urn:frontdesk:overbooked|"})).json()
    (visit,) = [each["resource"] for each in booked["entry"]]
    assert visit["participant"][0]["actor"]["reference"] == f"Patient/{people.MARIA_ALVAREZ.id}"
