"""A time is kept while a patient decides: nobody else gets it meanwhile, and it is nobody's when the hold has run out."""

from datetime import timedelta

import pytest

from demo import people
from tools.ehr.client import open_ehr
from tools.ehr.results import Booked, Held, Moved, Refused, Released
from tools.ehr.server import build_ehr_server
from tools.vendors.fhir import PlainFhir, repair

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
DAY = "2026-03-10"


def of_maria(clinic):
    return clinic.session(MARIA)


def of_grace(clinic):
    return clinic.session(GRACE, conversation="c2")


async def first_offer(clinic, session):
    return (await clinic.offers(session, "follow_up", DAY, DAY, order="earliest"))[0]


async def held_by_maria(clinic):
    offer = await first_offer(clinic, of_maria(clinic))
    held = await clinic.ehr.hold_slot(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
    assert held == Held(until=clinic.clock.now() + timedelta(minutes=5))
    return offer


async def slots_now(clinic):
    """Slots that changed, by status, with our identifiers."""
    return [
        (slot["status"], [each["system"] for each in slot.get("identifier", ())])
        for name, (_, slot) in (await clinic.changes()).items()
        if name.startswith("Slot/")
    ]


async def repaired(clinic):
    return (await repair(PlainFhir(clinic.fhir, clinic.settings, clinic.clock))).holds_freed


async def test_staff_see_in_the_ehr_that_a_time_is_held_and_until_when(clinic):
    await held_by_maria(clinic)
    ((_, slot),) = (await clinic.changes()).values()
    assert slot["status"] == "busy-tentative"
    assert slot["identifier"][-1]["period"] == {"end": "2026-03-02T13:05:00Z"}


async def test_a_held_time_is_offered_to_nobody_else_and_cannot_be_taken_or_held(clinic):
    seen_by_grace = await first_offer(clinic, of_grace(clinic))
    offer = await held_by_maria(clinic)
    assert (seen_by_grace.start, seen_by_grace.clinician_id) == (offer.start, offer.clinician_id)
    now_first = await first_offer(clinic, of_grace(clinic))
    assert (now_first.start, now_first.clinician_id) != (offer.start, offer.clinician_id)
    for act in (clinic.ehr.book_appointment, clinic.ehr.hold_slot):
        refused = await act(of_grace(clinic), slot_id=seen_by_grace.slot_id, idempotency_key="grace")
        assert refused == Refused(code="slot_taken")


async def test_booking_with_the_key_of_the_hold_takes_the_time(clinic):
    offer = await held_by_maria(clinic)
    booked = await clinic.ehr.book_appointment(
        of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria"
    )
    assert isinstance(booked, Booked)
    assert await slots_now(clinic) == [("busy", ["urn:frontdesk:claim"])]


async def test_a_visit_moves_to_the_time_that_was_held_for_it(clinic):
    session, visit = clinic.session(GRACE), "appointment-grace-kim"
    offer = await first_offer(clinic, session)
    held = await clinic.ehr.hold_slot(
        session, slot_id=offer.slot_id, idempotency_key="g", appointment_id=visit
    )
    assert isinstance(held, Held)
    moved = await clinic.ehr.reschedule_appointment(
        session, appointment_id=visit, slot_id=offer.slot_id, idempotency_key="g"
    )
    assert isinstance(moved, Moved)


async def test_a_time_that_is_let_go_is_as_before_and_may_be_let_go_twice(clinic):
    offer = await held_by_maria(clinic)
    for _ in range(2):
        gone = await clinic.ehr.release_slot(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
        assert gone == Released()
    assert await clinic.changes() == {}


async def test_only_the_key_of_the_hold_lets_it_go_and_a_booking_stays(clinic):
    seen_by_grace = await first_offer(clinic, of_grace(clinic))
    offer = await held_by_maria(clinic)
    await clinic.ehr.release_slot(of_grace(clinic), slot_id=seen_by_grace.slot_id, idempotency_key="grace")
    assert await slots_now(clinic) == [("busy-tentative", ["urn:frontdesk:hold"])]
    await clinic.ehr.book_appointment(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
    await clinic.ehr.release_slot(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
    assert await slots_now(clinic) == [("busy", ["urn:frontdesk:claim"])]


async def test_a_second_hold_with_the_same_key_does_not_last_longer(clinic):
    offer = await held_by_maria(clinic)
    clinic.clock.advance(timedelta(minutes=3))
    again = await clinic.ehr.hold_slot(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
    assert again == Held(until=clinic.clock.now() + timedelta(minutes=2))


async def test_a_hold_that_has_run_out_is_a_free_time_to_all_though_nobody_ended_it(clinic):
    offer = await held_by_maria(clinic)
    clinic.clock.advance(timedelta(minutes=5))
    seen_by_grace = await first_offer(clinic, of_grace(clinic))
    assert (seen_by_grace.start, seen_by_grace.clinician_id) == (offer.start, offer.clinician_id)
    booked = await clinic.ehr.book_appointment(
        of_grace(clinic), slot_id=seen_by_grace.slot_id, idempotency_key="grace"
    )
    assert isinstance(booked, Booked)
    late = await clinic.ehr.book_appointment(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
    assert late == Refused(code="slot_taken")


async def test_the_repair_job_frees_holds_that_have_run_out_and_no_others(clinic):
    await held_by_maria(clinic)
    clinic.clock.advance(timedelta(minutes=4))
    assert await repaired(clinic) == ()
    clinic.clock.advance(timedelta(minutes=1))
    assert len(await repaired(clinic)) == 1
    assert await clinic.changes() == {}
    assert await repaired(clinic) == ()


async def test_a_time_that_staff_or_others_hold_is_never_ours(clinic):
    offer = await first_offer(clinic, of_maria(clinic))
    await held_by_maria(clinic)
    ((_, slot),) = (await clinic.changes()).values()
    theirs = {name: value for name, value in slot.items() if name != "identifier"}
    version = (await clinic.fhir.read("Slot", slot["id"]))["meta"]
    await clinic.fhir.update({**theirs, "meta": version})
    clinic.clock.advance(timedelta(days=1))
    assert await repaired(clinic) == ()
    refused = await clinic.ehr.book_appointment(
        of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria"
    )
    assert refused.code == "slot_taken"


@pytest.mark.parametrize(
    ("visit_type", "code"), [("new_patient", "not_bookable"), ("follow_up", "not_offered")]
)
async def test_what_could_not_be_booked_is_not_held(clinic, visit_type, code):
    offered_to = clinic.session() if code == "not_bookable" else of_grace(clinic)
    offer = (await clinic.offers(offered_to, visit_type, DAY))[0]
    refused = await clinic.ehr.hold_slot(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
    assert refused.code == code
    assert await clinic.changes() == {}


async def test_a_clinic_that_wants_no_holds_has_none(clinic):
    scheduling = clinic.settings.scheduling.model_copy(update={"hold_minutes": 0})
    settings = clinic.settings.model_copy(update={"scheduling": scheduling})
    offer = await first_offer(clinic, of_maria(clinic))
    async with open_ehr(build_ehr_server(clinic.fhir, settings, clinic.clock, "test key")) as ehr:
        refused = await ehr.hold_slot(of_maria(clinic), slot_id=offer.slot_id, idempotency_key="maria")
    assert refused.code == "not_supported"
    assert await clinic.changes() == {}
