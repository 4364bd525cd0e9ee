"""book_appointment: one appointment and its slots, under the clinic's rules, or nothing at all."""

import asyncio
from datetime import timedelta

import pytest

from clinic.models import Assurance
from demo import people
from tools.ehr.results import Booked, Refused

MARIA = people.MARIA_ALVAREZ


async def test_a_booking_writes_the_appointment_and_takes_its_slots_and_nothing_else(clinic):
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session, "annual_physical"))[0]
    booked = await clinic.ehr.book_appointment(
        session, slot_id=offer.slot_id, reason="my yearly check, and my knee hurts", idempotency_key="task-1"
    )
    assert isinstance(booked, Booked)
    changes = await clinic.changes()
    _, appointment = changes.pop(f"Appointment/{booked.appointment.id}")
    slots = [each["reference"] for each in appointment.pop("slot")]
    kind = clinic.settings.visit_types["annual_physical"]
    assert appointment == {
        "resourceType": "Appointment",
        "id": booked.appointment.id,
        "identifier": [{"system": "urn:frontdesk:appointment", "value": "task-1"}],
        "status": "booked",
        "serviceType": [{"coding": [{"code": kind.service_type}], "text": kind.name["en"]}],
        "description": kind.name["en"],
        "reasonCode": [{"text": "my yearly check, and my knee hurts"}],
        "created": "2026-03-02T13:00:00Z",
        "start": f"{offer.start.astimezone(clinic.clock.now().tzinfo):%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{offer.end.astimezone(clinic.clock.now().tzinfo):%Y-%m-%dT%H:%M:%SZ}",
        "minutesDuration": kind.minutes,
        "participant": [
            {"actor": {"reference": f"Patient/{MARIA.id}"}, "status": "accepted"},
            {
                "actor": {
                    "reference": f"Practitioner/{offer.clinician_id}",
                    "display": offer.clinician_name,
                },
                "status": "accepted",
            },
            {
                "actor": {"reference": f"Location/{offer.site_id}", "display": offer.site_name},
                "status": "accepted",
            },
        ],
    }
    assert sorted(changes) == sorted(slots)
    for before, after in changes.values():
        assert after == before | {
            "status": "busy",
            "identifier": [
                *before.get("identifier", []),
                {"system": "urn:frontdesk:claim", "value": "task-1"},
            ],
        }


async def test_the_same_key_books_once_even_at_the_same_time(clinic):
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session, "annual_physical"))[0]
    results = await asyncio.gather(
        *(
            clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="task-1")
            for _ in range(10)
        )
    )
    assert isinstance(results[0], Booked)
    assert results == [results[0]] * 10
    assert [name for name in await clinic.changes() if name.startswith("Appointment/")] == [
        f"Appointment/{results[0].appointment.id}"
    ]


async def test_after_a_lost_race_the_same_task_books_another_time(clinic):
    grace, maria = clinic.session(people.GRACE_KIM, conversation="c2"), clinic.session(MARIA)
    wanted, other, *_ = await clinic.offers(maria, "follow_up")
    (same, *_) = await clinic.offers(grace, "follow_up")
    assert isinstance(
        await clinic.ehr.book_appointment(grace, slot_id=same.slot_id, idempotency_key="g"), Booked
    )
    lost = await clinic.ehr.book_appointment(maria, slot_id=wanted.slot_id, idempotency_key="m")
    assert lost == Refused(code="slot_taken")
    won = await clinic.ehr.book_appointment(maria, slot_id=other.slot_id, idempotency_key="m")
    assert isinstance(won, Booked)
    assert won.appointment.start == other.start


async def test_a_slot_offered_to_another_conversation_is_not_offered_here(clinic):
    offer = (await clinic.offers(clinic.session(people.GRACE_KIM, conversation="c2"), "follow_up"))[0]
    refused = await clinic.ehr.book_appointment(
        clinic.session(MARIA), slot_id=offer.slot_id, idempotency_key="m"
    )
    assert refused == Refused(code="not_offered")
    assert await clinic.changes() == {}


@pytest.mark.parametrize("slot_id", ["", "slot-osei-main-street-20260303-0900", "a.b", "é" * 50, "x" * 5000])
async def test_a_slot_id_that_was_never_minted_is_not_offered(clinic, slot_id):
    refused = await clinic.ehr.book_appointment(clinic.session(MARIA), slot_id=slot_id, idempotency_key="m")
    assert refused == Refused(code="not_offered")


async def test_a_patient_cannot_be_in_two_places_at_once(clinic):
    session = clinic.session(MARIA)
    day = {"first": "2026-03-03", "last": "2026-03-03", "limit": 20}
    osei = await clinic.offers(session, "follow_up", clinician_ids=["practitioner-osei"], **day)
    okafor = await clinic.offers(session, "follow_up", clinician_ids=["practitioner-okafor"], **day)
    first, second = next((one, other) for one in osei for other in okafor if one.start == other.start)
    assert isinstance(
        await clinic.ehr.book_appointment(session, slot_id=first.slot_id, idempotency_key="a"), Booked
    )
    again = await clinic.ehr.book_appointment(session, slot_id=second.slot_id, idempotency_key="b")
    assert again == Refused(code="not_bookable", detail="overlaps")


async def test_who_holds_as_many_visits_as_allowed_is_sent_to_staff(clinic):
    session = clinic.session(people.OSCAR_LINDGREN)
    offer = (await clinic.offers(session, "sick_visit"))[0]
    refused = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="o")
    assert refused == Refused(code="not_bookable", detail="too_many_upcoming")


async def test_an_offer_made_before_identification_does_not_bypass_the_rules(clinic):
    offer = (await clinic.offers(clinic.session(), "well_child"))[0]
    refused = await clinic.ehr.book_appointment(
        clinic.session(MARIA), slot_id=offer.slot_id, idempotency_key="m"
    )
    assert refused == Refused(code="not_bookable", detail="too_old")
    assert await clinic.changes() == {}


async def test_an_offer_that_is_too_close_by_now_is_not_booked(clinic):
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session, "follow_up", "2026-03-02", "2026-03-02"))[0]
    clinic.clock.advance(offer.start - clinic.clock.now() - timedelta(minutes=1))
    refused = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="m")
    assert refused == Refused(code="not_bookable", detail="too_soon")


@pytest.mark.parametrize("person", [people.HAROLD_FINCH, people.DOLORES_VANCE])
async def test_nothing_is_booked_on_a_record_that_staff_must_look_at(clinic, person):
    session = clinic.session(person)
    offer = (await clinic.offers(session, "follow_up"))[0]
    refused = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="m")
    assert refused == Refused(code="not_bookable", detail="patient_record")
    assert await clinic.changes() == {}


async def test_a_key_of_another_patients_booking_shows_nothing(clinic):
    grace, maria = clinic.session(people.GRACE_KIM), clinic.session(MARIA)
    offer = (await clinic.offers(grace, "follow_up"))[0]
    await clinic.ehr.book_appointment(grace, slot_id=offer.slot_id, idempotency_key="k")
    stolen = await clinic.ehr.book_appointment(maria, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(stolen, Refused)
    assert stolen.code == "not_allowed"


async def test_a_booking_that_was_cancelled_since_is_not_said_to_stand(clinic):
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session, "follow_up"))[0]
    booked = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    await clinic.ehr.cancel_appointment(
        session, appointment_id=booked.appointment.id, idempotency_key="cancel-k"
    )
    again = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(again, Refused)
    assert again.code == "changed_meanwhile"


@pytest.mark.parametrize(("argument", "value"), [("idempotency_key", "not a key!"), ("reason", "x" * 1001)])
async def test_a_key_or_reason_that_cannot_be_used_is_named(clinic, argument, value):
    session = clinic.session(MARIA)
    offer = (await clinic.offers(session, "follow_up"))[0]
    usable = {"slot_id": offer.slot_id, "idempotency_key": "k", "reason": ""}
    refused = await clinic.ehr.book_appointment(session, **(usable | {argument: value}))
    assert isinstance(refused, Refused)
    assert (refused.code, argument in refused.detail) == ("invalid_argument", True)


@pytest.mark.parametrize(
    "who",
    [
        {"person": None},
        {"person": MARIA, "assurance": Assurance.ANONYMOUS},
        {"person": None, "role": "service"},
    ],
)
async def test_booking_needs_a_patient_who_is_matched(clinic, who):
    offer = (await clinic.offers(clinic.session(), "follow_up"))[0]
    refused = await clinic.ehr.book_appointment(
        clinic.session(**who), slot_id=offer.slot_id, idempotency_key="k"
    )
    assert isinstance(refused, Refused)
    assert refused.code == "not_allowed"
    assert await clinic.changes() == {}
