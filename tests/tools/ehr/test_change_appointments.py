"""list_appointments, reschedule_appointment, cancel_appointment: one's own visits, in time, with nothing left over."""

import asyncio
from datetime import timedelta

import pytest

from clinic.models import Assurance
from demo import people
from tools.ehr.results import Appointments, Booked, Cancelled, Moved, Refused
from tools.ehr.toolset.desk import NOT_THEIRS

GRACE, MARIA, ROBERT = people.GRACE_KIM, people.MARIA_ALVAREZ, people.ROBERT_CHANG


async def _visit(clinic, person):
    listed = await clinic.ehr.list_appointments(clinic.session(person))
    assert isinstance(listed, Appointments)
    return next(each for each in listed.appointments if each.is_upcoming(clinic.clock.now()))


async def test_a_patient_hears_their_own_visits_soonest_first(clinic):
    listed = await clinic.ehr.list_appointments(clinic.session(ROBERT))
    assert [(each.visit_type, each.clinician_name, each.status) for each in listed.appointments] == [
        ("annual_physical", "Dr. Ama Osei", "booked"),
        ("follow_up", "Dr. Karin Lindqvist", "booked"),
    ]


async def test_a_moved_visit_holds_its_new_slots_and_frees_the_old_ones(clinic):
    session, visit = clinic.session(GRACE), await _visit(clinic, GRACE)
    offer = (await clinic.offers(session, "follow_up", "2026-03-10", "2026-03-13"))[0]
    moved = await clinic.ehr.reschedule_appointment(
        session,
        appointment_id=visit.id,
        slot_id=offer.slot_id,
        idempotency_key="move-1",
        version=visit.version,
    )
    assert isinstance(moved, Moved)
    assert (moved.appointment.id, moved.appointment.start) == (visit.id, offer.start)
    assert moved.appointment.clinician_name == offer.clinician_name
    changes = await clinic.changes()
    before, after = changes.pop(f"Appointment/{visit.id}")
    old = {each["reference"] for each in before["slot"]}
    new = {each["reference"] for each in after["slot"]}
    assert {name: slot["status"] for name, (_, slot) in changes.items()} == (
        dict.fromkeys(old, "free") | dict.fromkeys(new, "busy")
    )
    assert [each["actor"]["reference"] for each in after["participant"]] == [
        f"Patient/{GRACE.id}",
        f"Practitioner/{offer.clinician_id}",
        f"Location/{offer.site_id}",
    ]


async def test_moving_twice_with_one_key_moves_once_even_at_the_same_time(clinic):
    session, visit = clinic.session(GRACE), await _visit(clinic, GRACE)
    offer = (await clinic.offers(session, "follow_up", "2026-03-10", "2026-03-13"))[0]
    results = await asyncio.gather(
        *(
            clinic.ehr.reschedule_appointment(
                session, appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key="move-1"
            )
            for _ in range(5)
        )
    )
    assert isinstance(results[0], Moved)
    assert results == [results[0]] * 5
    assert (await clinic.appointment(visit.id))["meta"]["versionId"] == "2"


async def test_a_visit_can_be_moved_there_and_back_again(clinic):
    session = clinic.session(MARIA)
    first, second, *_ = await clinic.offers(session, "follow_up")
    booked = await clinic.ehr.book_appointment(session, slot_id=first.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked)
    for key, offer in (("there", second), ("back", first)):
        moved = await clinic.ehr.reschedule_appointment(
            session, appointment_id=booked.appointment.id, slot_id=offer.slot_id, idempotency_key=key
        )
        assert isinstance(moved, Moved)
        assert moved.appointment.start == offer.start
    busy = {name: slot["status"] for name, (_, slot) in (await clinic.changes()).items() if "Slot" in name}
    assert list(busy.values()) == ["busy"]


async def test_a_visit_moves_only_to_a_time_for_the_same_kind_of_visit(clinic):
    session, visit = clinic.session(GRACE), await _visit(clinic, GRACE)
    offer = (await clinic.offers(session, "annual_physical"))[0]
    refused = await clinic.ehr.reschedule_appointment(
        session, appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key="m"
    )
    assert refused == Refused(code="not_bookable", detail="other_visit_type")


async def test_a_move_to_a_slot_that_is_gone_leaves_the_visit_where_it_was(clinic):
    grace, maria = clinic.session(GRACE), clinic.session(MARIA)
    visit = await _visit(clinic, GRACE)
    offer = (await clinic.offers(grace, "follow_up"))[0]
    await clinic.ehr.book_appointment(maria, slot_id=offer.slot_id, idempotency_key="k")
    before = await clinic.changes()
    refused = await clinic.ehr.reschedule_appointment(
        grace, appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key="m"
    )
    assert refused == Refused(code="slot_taken")
    assert await clinic.changes() == before


async def test_a_cancelled_visit_frees_its_slots(clinic):
    session, visit = clinic.session(GRACE), await _visit(clinic, GRACE)
    cancelled = await clinic.ehr.cancel_appointment(
        session, appointment_id=visit.id, reason="I am travelling", idempotency_key="cancel-1"
    )
    assert isinstance(cancelled, Cancelled)
    assert cancelled.appointment.status == "cancelled"
    changes = await clinic.changes()
    before, after = changes.pop(f"Appointment/{visit.id}")
    assert after == before | {
        "status": "cancelled",
        "identifier": [
            *before.get("identifier", []),
            {"system": "urn:frontdesk:cancellation", "value": "cancel-1"},
        ],
        "cancelationReason": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason",
                    "code": "pat",
                }
            ],
            "text": "I am travelling",
        },
    }
    assert changes == {
        each["reference"]: (
            clinic.seed[each["reference"]],
            clinic.seed[each["reference"]] | {"status": "free"},
        )
        for each in before["slot"]
    }


async def test_cancelling_again_is_the_same_cancellation(clinic):
    session, visit = clinic.session(GRACE), await _visit(clinic, GRACE)
    results = await asyncio.gather(
        *(
            clinic.ehr.cancel_appointment(session, appointment_id=visit.id, idempotency_key=f"c{n}")
            for n in (1, 1, 2)
        )
    )
    assert isinstance(results[0], Cancelled)
    assert results == [results[0]] * 3


async def test_a_slot_taken_after_the_cancellation_stays_with_its_new_visit(clinic):
    grace, maria = clinic.session(GRACE), clinic.session(MARIA, conversation="c2")
    visit = await _visit(clinic, GRACE)
    await clinic.ehr.cancel_appointment(grace, appointment_id=visit.id, idempotency_key="c")
    day = visit.start.astimezone(clinic.settings.zone).date()
    offers = await clinic.offers(maria, "follow_up", day, day, clinician_ids=[visit.clinician_id], limit=20)
    offer = next(each for each in offers if each.start == visit.start)
    booked = await clinic.ehr.book_appointment(maria, slot_id=offer.slot_id, idempotency_key="k")
    assert isinstance(booked, Booked)
    before = await clinic.changes()
    again = await clinic.ehr.cancel_appointment(grace, appointment_id=visit.id, idempotency_key="c")
    assert isinstance(again, Cancelled)
    assert await clinic.changes() == before


@pytest.mark.parametrize("change", ["cancel", "move"])
async def test_within_the_cancellation_notice_only_staff_change_a_visit(clinic, change):
    session, visit = clinic.session(people.TOM_BECKER), await _visit(clinic, people.TOM_BECKER)
    if change == "cancel":
        refused = await clinic.ehr.cancel_appointment(session, appointment_id=visit.id, idempotency_key="c")
    else:
        offer = (await clinic.offers(session, "sick_visit"))[0]
        refused = await clinic.ehr.reschedule_appointment(
            session, appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key="m"
        )
    assert isinstance(refused, Refused)
    assert refused.code == "too_late"
    assert await clinic.changes() == {}


async def test_the_notice_counts_to_the_minute(clinic):
    session, visit = clinic.session(GRACE), await _visit(clinic, GRACE)
    notice = clinic.settings.scheduling.cancel_notice
    clinic.clock.advance(visit.start - clinic.clock.now() - notice)
    clinic.clock.advance(timedelta(minutes=1))
    late = await clinic.ehr.cancel_appointment(session, appointment_id=visit.id, idempotency_key="c")
    assert isinstance(late, Refused)
    assert late.code == "too_late"


@pytest.mark.parametrize("appointment_id", ["appointment-robert-chang-1", "nonsense", "../Patient", "", "é"])
async def test_somebody_elses_visit_and_none_at_all_are_not_told_apart(clinic, appointment_id):
    session = clinic.session(GRACE)
    offer = (await clinic.offers(session, "annual_physical"))[0]
    assert (
        await clinic.ehr.cancel_appointment(session, appointment_id=appointment_id, idempotency_key="c")
        == NOT_THEIRS
    )
    assert (
        await clinic.ehr.reschedule_appointment(
            session, appointment_id=appointment_id, slot_id=offer.slot_id, idempotency_key="m"
        )
        == NOT_THEIRS
    )
    assert await clinic.changes() == {}


async def test_a_version_that_is_no_longer_current_is_refused(clinic):
    session, visit = clinic.session(GRACE), await _visit(clinic, GRACE)
    offer = (await clinic.offers(session, "follow_up"))[0]
    await clinic.ehr.reschedule_appointment(
        session, appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key="m"
    )
    stale = await clinic.ehr.cancel_appointment(
        session, appointment_id=visit.id, idempotency_key="c", version=visit.version
    )
    assert stale == Refused(code="changed_meanwhile")


@pytest.mark.parametrize(
    ("assurance", "phone_matches", "allowed"),
    [
        (Assurance.ANONYMOUS, True, False),
        (Assurance.MATCHED, False, False),
        (Assurance.MATCHED, True, True),
        (Assurance.VERIFIED, False, True),
    ],
)
async def test_existing_visits_need_the_phone_on_file_or_a_code(clinic, assurance, phone_matches, allowed):
    session = clinic.session(ROBERT, assurance=assurance, phone_matches=phone_matches)
    listed = await clinic.ehr.list_appointments(session)
    cancelled = await clinic.ehr.cancel_appointment(
        session, appointment_id="appointment-robert-chang-1", idempotency_key="c"
    )
    if allowed:
        assert isinstance(listed, Appointments)
        assert isinstance(cancelled, Cancelled)
    else:
        assert listed == cancelled == Refused(code="not_allowed", detail="assurance")
        assert await clinic.changes() == {}
