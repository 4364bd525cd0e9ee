"""A write whose answer is lost: sent once, looked for, never sent blindly again; one visit, one patient in the end."""

from datetime import date
from typing import Any

import pytest
from epic_clinic import EpicClinic

from demo import people
from tools.ehr.results import Booked, Cancelled, Moved, Refused, Registered, Unknown

MARIA, GRACE, VISIT = people.MARIA_ALVAREZ, people.GRACE_KIM, "appointment-grace-kim"
LOSSES = ("lost before", "lost after", "truncated", "500", "503")
EFFECTLESS = ("lost before", "500", "503")
"""Losses in which the write never reached Epic's record."""
NEW = {
    "first_name": "Priya",
    "last_name": "Raman",
    "birth_date": date(1992, 7, 9),
    "phone": "+16465550188",
    "idempotency_key": "r",
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_lost_booking_ends_as_one_visit(epic: EpicClinic, loss: Any) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.faults.arm(loss, "POST $book")
    first = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(first, Unknown if loss in EFFECTLESS else Booked), first
    assert epic.sent("$book") == 1
    second = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(second, Booked), second
    assert await epic.visits_made() == [("booked", MARIA.id, epic.local(offer.start))]


async def test_a_lost_booking_that_cannot_be_looked_for_is_unknown_until_it_can(epic: EpicClinic) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.faults.arm("lost after", "POST $book", recovers=False)
    epic.server.faults._fits = lambda request: (
        "$book" in request or (epic.sent("$book") > 0 and "Appointment" in request)
    )
    first = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(first, Unknown), first
    epic.server.faults.disarm()
    second = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(second, Booked), second
    assert epic.sent("$book") == 1
    assert await epic.visits_made() == [("booked", MARIA.id, epic.local(offer.start))]


@pytest.mark.parametrize("loss", ["lost before", "lost after", "503"])
async def test_a_lost_move_by_the_customers_call_ends_as_one_visit(
    opened_epic: EpicClinic, loss: Any
) -> None:
    session = opened_epic.session(GRACE)
    offer = (await opened_epic.offers(session))[0]
    opened_epic.server.faults.arm(loss, "POST MoveVisit")
    wish = {"appointment_id": VISIT, "slot_id": offer.slot_id, "idempotency_key": "k"}
    first = await opened_epic.ehr.reschedule_appointment(session, **wish)
    assert isinstance(first, Unknown if loss in EFFECTLESS else Moved), first
    second = await opened_epic.ehr.reschedule_appointment(session, **wish)
    assert isinstance(second, Moved), second
    assert await opened_epic.visits_made() == [("booked", VISIT, opened_epic.local(offer.start))]


@pytest.mark.parametrize("loss", ["lost before", "lost after", "503"])
async def test_a_lost_cancellation_by_the_customers_call_is_one(opened_epic: EpicClinic, loss: Any) -> None:
    session = opened_epic.session(GRACE)
    opened_epic.server.faults.arm(loss, "POST CancelAppointment")
    wish = {"appointment_id": VISIT, "idempotency_key": "k"}
    first = await opened_epic.ehr.cancel_appointment(session, **wish)
    assert isinstance(first, Unknown if loss in EFFECTLESS else Cancelled), first
    assert opened_epic.sent("/Cancel") == 1
    second = await opened_epic.ehr.cancel_appointment(session, **wish)
    assert isinstance(second, Cancelled), second
    assert [each[:2] for each in await opened_epic.visits_made()] == [("cancelled", VISIT)]


@pytest.mark.parametrize("loss", ["lost before", "lost after", "503"])
async def test_a_lost_registration_ends_as_one_patient(epic: EpicClinic, loss: Any) -> None:
    epic.server.faults.arm(loss, fits=lambda request: request.endswith("R4/Patient"))
    first = await epic.ehr.register_patient(epic.session(), **NEW)
    assert isinstance(first, Unknown if loss in EFFECTLESS else Registered), first
    second = await epic.ehr.register_patient(epic.session(), **NEW)
    assert isinstance(second, Registered), second
    assert len(await epic.changed()) == 1


async def test_a_limit_of_requests_is_waited_for(epic: EpicClinic) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.faults.arm("busy", "POST $book")
    booked = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked), booked
    assert await epic.visits_made() == [("booked", MARIA.id, epic.local(offer.start))]


async def test_an_epic_that_is_down_is_reported_and_nothing_is_pretended(epic: EpicClinic) -> None:
    session = epic.session(MARIA)
    offer = (await epic.offers(session))[0]
    epic.server.faults.arm("503", recovers=False)
    refused = await epic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(refused, Refused), refused
    assert refused.code == "ehr_unavailable"
    assert await epic.changed() == []
