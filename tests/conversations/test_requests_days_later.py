"""Requests that wait for days and over restarts, while the patient goes on talking: each applied once, each told once."""

from datetime import timedelta
from pathlib import Path

from deciding import Decider, asks_for_refill, messages, request_of
from ehr_changes import Booked
from running import running_desk

import demo
from demo import people

LATER = demo.DEMO_NOW + timedelta(days=3)


async def test_approvals_come_three_days_and_two_restarts_later_and_out_of_order(desk_folder: Path) -> None:
    async with running_desk(desk_folder) as desk:
        chat = await desk.chat()
        refill = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
        await chat.says("I'd also like a follow-up with Dr. Osei next week", "the first one", "yes")
        assert [type(change) for change in await desk.changes()] == [Booked]
        assert "park" in (await chat.says("Where can I park?")).lower()
        await chat.says("I need a referral to a dermatologist", "for a rash on my arm", "no")
        referral = request_of(chat)
        await desk.frontdesk.requests.settled()
    async with running_desk(desk_folder, clock=demo.DEMO_NOW + timedelta(days=1)) as desk:
        assert {each["id"] for each in await Decider(desk.http).waiting()} == {refill, referral}
    async with running_desk(desk_folder, clock=LATER) as desk:
        staff = Decider(desk.http)
        for request_id in (referral, refill):
            assert (await staff.decides(request_id, "approve"))["status"] == "approved"
        await desk.frontdesk.requests.recover()
        await desk.frontdesk.requests.settled()
        ordered = [
            entry["resource"]
            for kind in ("MedicationRequest", "ServiceRequest")
            for entry in (await desk.fhir.get(f"{kind}?intent=order&_count=1000")).json().get("entry", [])
        ]
        of_requests = [
            (each["resourceType"], identifier["value"])
            for each in ordered
            for identifier in each.get("identifier", [])
            if identifier["system"] == "urn:frontdesk:request"
        ]
        chat.http = desk.http
        told = [text for text in await messages(chat) if "approved" in text]
        texts = [each["text"] for each in (await desk.http.get("/demo/outbox")).json()["deliveries"]]

        assert of_requests == [
            ("MedicationRequest", f"{refill}.order"),
            ("ServiceRequest", f"{referral}.order"),
        ]
        assert ["referral" in text for text in told] == [True, False]
        assert sum("approved" in text for text in texts) == 2  # three days later nobody reads the page
