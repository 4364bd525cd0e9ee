"""Visits at vendors without idempotency keys: booked, moved and cancelled once, whatever is lost on the way."""

import asyncio

import pytest
from vendor_clinic import VendorClinic

from clinic.models import Offer
from demo import people
from evals.standins.practice import Change
from tools.ehr.offering import OfferTokens
from tools.ehr.port import Placement, Purpose
from tools.ehr.results import Booked, Cancelled, Moved, Refused, Unknown
from tools.fhir_client import within

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
LOSSES = ("lost before", "lost after", "503")
ALL_LOSSES = (*LOSSES, "truncated")
EFFECTLESS = ("lost before", "503")
"""Losses in which the write never reached the vendor's book."""


def booking_of(clinic: VendorClinic, offer: Offer, person: people.Person = MARIA) -> Change:
    clinician = next(each for each in clinic.book.staff if offer.clinician_name.endswith(each.last_name))
    kind = clinic.settings.visit_types[offer.visit_type].service_type
    return Change("booked", person.id, clinic.local(offer.start), clinician.seed, kind)


@pytest.mark.parametrize("visit_type", ["follow_up", "behavioral_health", "womens_health"])
async def test_a_visit_of_any_length_is_booked_in_the_vendors_own_record(
    clinic: VendorClinic, visit_type: str
) -> None:
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session, visit_type))[0]
    booked = await clinic.ehr.book_appointment(
        session, slot_id=offer.slot_id, reason="my knee", idempotency_key="k"
    )
    assert isinstance(booked, Booked), booked
    assert (booked.appointment.start, booked.appointment.visit_type) == (offer.start, visit_type)
    assert booked.appointment.clinician_name == offer.clinician_name
    assert booked.appointment.site_name == offer.site_name
    assert clinic.changes() == [booking_of(clinic, offer)]
    assert [each.note for each in clinic.book.visits if not each.seed] == ["my knee"]


@pytest.mark.parametrize("loss", ALL_LOSSES)
async def test_a_booking_whose_answer_was_lost_is_sent_once_and_ends_as_one_visit(
    clinic: VendorClinic, loss: str
) -> None:
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session))[0]
    await clinic.ehr.list_appointments(session)
    before = len(clinic.faults.writes())
    clinic.faults.arm(loss, clinic.server.booking_request)
    first = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert len(clinic.faults.writes()) == before + 1
    if loss in EFFECTLESS:
        assert isinstance(first, Unknown)
        assert clinic.changes() == []
    else:
        assert isinstance(first, Booked)
    second = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(second, Booked)
    assert clinic.changes() == [booking_of(clinic, offer)]


async def test_an_answer_that_comes_too_late_does_not_make_a_second_visit(clinic: VendorClinic) -> None:
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session))[0]
    ticket = OfferTokens("k" * 32).open(offer.slot_id, session.conversation_id)
    assert ticket is not None
    times = tuple(await clinic.profile.times(ticket.slot_ids, Purpose("follow_up")))
    keys = {each.name: each.key for each in (await clinic.profile.workplace()).directory.clinicians}
    at = Placement("follow_up", keys[offer.clinician_name], "main_street", offer.start, offer.end, times)
    clinic.faults.arm("late", clinic.server.booking_request)
    with within(0.4):
        late = await clinic.profile.book(clinic.patient_id(MARIA), at, "", "k")
    assert not isinstance(late, Booked)
    second = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(second, Booked), second
    assert clinic.changes() == [booking_of(clinic, offer)]


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_move_whose_answer_was_lost_is_sent_once_and_ends_as_one_visit(
    clinic: VendorClinic, loss: str
) -> None:
    session, visit = clinic.session(GRACE), clinic.visit_id("appointment-grace-kim")
    offer = (await clinic.offers(session))[0]
    before = len(clinic.faults.writes())
    clinic.faults.arm(loss, clinic.server.moving_request)
    wish = {"appointment_id": visit, "slot_id": offer.slot_id, "idempotency_key": "k"}
    first = await clinic.ehr.reschedule_appointment(session, **wish)
    assert len(clinic.faults.writes()) == before + 1
    assert isinstance(first, Unknown if loss in EFFECTLESS else Moved), first
    second = await clinic.ehr.reschedule_appointment(session, **wish)
    assert isinstance(second, Moved), second
    assert second.appointment.start == offer.start
    assert clinic.changes() == [Change("moved", "appointment-grace-kim", clinic.local(offer.start))]


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_cancellation_whose_answer_was_lost_is_sent_once_and_the_visit_is_cancelled(
    clinic: VendorClinic, loss: str
) -> None:
    session, visit = clinic.session(GRACE), clinic.visit_id("appointment-grace-kim")
    await clinic.ehr.list_appointments(session)
    before = len(clinic.faults.writes())
    clinic.faults.arm(loss, clinic.server.cancelling_request)
    first = await clinic.ehr.cancel_appointment(session, appointment_id=visit, idempotency_key="k")
    assert len(clinic.faults.writes()) == before + 1
    assert isinstance(first, Unknown if loss in EFFECTLESS else Cancelled), first
    second = await clinic.ehr.cancel_appointment(session, appointment_id=visit, idempotency_key="k")
    assert isinstance(second, Cancelled), second
    assert clinic.changes() == [Change("cancelled", "appointment-grace-kim")]


async def test_a_lost_booking_is_found_by_another_process_that_tries_it_again(clinic: VendorClinic) -> None:
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session, "annual_physical"))[0]
    clinic.faults.arm("lost after", clinic.server.booking_request)
    await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    async with clinic.again() as ehr:
        booked = await ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked), booked
    assert clinic.changes() == [booking_of(clinic, offer)]


async def test_a_lost_move_is_found_by_another_process_that_tries_it_again(clinic: VendorClinic) -> None:
    session, visit = clinic.session(people.ROBERT_CHANG), clinic.visit_id("appointment-robert-chang-1")
    offer = (await clinic.offers(session, "annual_physical"))[0]
    wish = {"appointment_id": visit, "slot_id": offer.slot_id, "idempotency_key": "k"}
    await clinic.ehr.reschedule_appointment(session, **wish)
    async with clinic.again() as ehr:
        moved = await ehr.reschedule_appointment(session, **wish)
    assert isinstance(moved, Moved), moved
    assert clinic.changes() == [Change("moved", "appointment-robert-chang-1", clinic.local(offer.start))]


async def test_of_many_who_want_one_time_one_gets_it_and_the_others_hear_that_it_is_taken(
    clinic: VendorClinic,
) -> None:
    wanting = (MARIA, GRACE, people.ZOE_MULLER, people.JOSE_PENA, people.ANA_FERREIRA)
    sessions = [clinic.session(person, f"c-{person.id}") for person in wanting]
    offers = [(await clinic.offers(session))[0] for session in sessions]
    assert len({offer.start for offer in offers}) == 1
    results = await asyncio.gather(
        *(
            clinic.ehr.book_appointment(
                session, slot_id=offer.slot_id, idempotency_key=session.conversation_id
            )
            for session, offer in zip(sessions, offers, strict=True)
        )
    )
    booked = [each for each in results if isinstance(each, Booked)]
    assert len(booked) == 1
    others = [each for each in results if not isinstance(each, Booked)]
    assert others == [Refused(code="slot_taken")] * 4
    assert len(clinic.changes()) == 1


async def test_a_time_that_somebody_at_the_desk_took_meanwhile_is_taken_for_a_move_too(
    clinic: VendorClinic,
) -> None:
    session, visit = clinic.session(GRACE), clinic.visit_id("appointment-grace-kim")
    offer = (await clinic.offers(session))[0]
    stretch = next(
        each for each in clinic.book.stretches if each.is_free and each.start == offer.start
        and offer.clinician_name.endswith(each.staff.last_name)
    )  # fmt: skip
    stretch.blocked = True
    refused = await clinic.ehr.reschedule_appointment(
        session, appointment_id=visit, slot_id=offer.slot_id, idempotency_key="k"
    )
    assert refused == Refused(code="slot_taken")
    assert clinic.changes() == []


async def test_a_visit_that_the_desk_cancelled_first_counts_as_cancelled(clinic: VendorClinic) -> None:
    seed = "appointment-grace-kim"
    visit = next(each for each in clinic.book.visits if each.seed == seed)
    identifier = clinic.visit_id(seed)
    record = await clinic.profile.visit(identifier)
    clinic.book.cancel(visit)
    assert record is not None
    result = await clinic.profile.cancel(record, "", "k")
    assert isinstance(result, Cancelled), result


async def test_a_visit_that_was_checked_in_meanwhile_is_not_cancelled(clinic: VendorClinic) -> None:
    seed = "appointment-grace-kim"
    visit = next(each for each in clinic.book.visits if each.seed == seed)
    record = await clinic.profile.visit(clinic.visit_id(seed))
    visit.status = "checked-in"
    assert record is not None
    assert await clinic.profile.cancel(record, "", "k") == Refused(code="changed_meanwhile")
    assert clinic.changes() == []


async def test_a_patients_visits_are_told_as_they_stand(clinic: VendorClinic) -> None:
    listed = await clinic.ehr.list_appointments(clinic.session(people.ROBERT_CHANG))
    upcoming = [each for each in listed.appointments if each.is_upcoming(clinic.clock.now())]
    assert [(clinic.local(each.start)[:16], each.visit_type, each.clinician_name) for each in upcoming] == [
        ("2026-03-06T09:00", "annual_physical", "Dr. Ama Osei"),
        ("2026-03-12T11:00", "follow_up", "Dr. Karin Lindqvist"),
    ]
    carlos = await clinic.ehr.list_appointments(clinic.session(people.CARLOS_DE_LA_CRUZ))
    assert "cancelled" in [each.status for each in carlos.appointments]
    zoe = await clinic.ehr.list_appointments(clinic.session(people.ZOE_MULLER))
    assert "noshow" in [each.status for each in zoe.appointments]


async def test_a_limit_of_requests_is_waited_for(clinic: VendorClinic) -> None:
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session))[0]
    clinic.faults.arm("busy", clinic.server.booking_request)
    booked = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked), booked
    assert clinic.changes() == [booking_of(clinic, offer)]


async def test_a_token_that_ended_before_its_time_is_replaced(clinic: VendorClinic) -> None:
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session))[0]
    clinic.server.tokens.clear()
    clinic.door.seconds += 60
    booked = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked), booked
    assert clinic.changes() == [booking_of(clinic, offer)]


async def test_a_vendor_that_is_down_is_reported_and_nothing_is_pretended(clinic: VendorClinic) -> None:
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session))[0]
    clinic.faults.arm("503", recovers=False)
    refused = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(refused, Refused), refused
    assert refused.code == "ehr_unavailable"
    clinic.faults.disarm()
    assert clinic.changes() == []
