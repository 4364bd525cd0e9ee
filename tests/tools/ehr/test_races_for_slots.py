"""Many callers at once: one time goes to one visit, whoever is faster."""

import asyncio
from collections import Counter

from clinic.models import Assurance
from demo import people
from tools.ehr.results import Booked, Moved, Refused
from tools.ehr.session import EhrSession

CALLERS = 50


def _callers(seed_by_name, count):
    """Sessions of so many different grown-up patients who were seen before and have no visit ahead."""
    visited = {
        each["subject"]["reference"] for name, each in seed_by_name.items() if name.startswith("Encounter/")
    }
    holding = {
        participant["actor"]["reference"]
        for name, each in seed_by_name.items()
        if name.startswith("Appointment/") and each["status"] == "booked"
        for participant in each["participant"]
    }
    fitting = [
        each["id"]
        for name, each in seed_by_name.items()
        if name in visited - holding
        and "1950" < each["birthDate"] < "2000"
        and each.get("active", True)
        and "deceasedDateTime" not in each
    ]
    assert len(fitting) >= count
    return [
        EhrSession(
            conversation_id=f"c{number}", patient_id=patient, assurance=Assurance.MATCHED, phone_matches=True
        )
        for number, patient in enumerate(fitting[:count])
    ]


async def test_fifty_callers_for_the_last_slot_end_with_one_appointment(clinic, seed_by_name):
    sessions = _callers(seed_by_name, CALLERS)
    offers = [(await clinic.offers(session, "behavioral_health"))[0] for session in sessions]
    results = await asyncio.gather(
        *(
            clinic.ehr.book_appointment(
                session, slot_id=offer.slot_id, idempotency_key=session.conversation_id
            )
            for session, offer in zip(sessions, offers, strict=True)
        )
    )
    (winner,) = (index for index, result in enumerate(results) if isinstance(result, Booked))
    assert [result for index, result in enumerate(results) if index != winner] == [
        Refused(code="slot_taken")
    ] * (CALLERS - 1)
    changes = await clinic.changes()
    _, appointment = changes.pop(f"Appointment/{results[winner].appointment.id}")
    assert {
        name: (slot["status"], slot["identifier"][-1]["value"]) for name, (_, slot) in changes.items()
    } == {each["reference"]: ("busy", sessions[winner].conversation_id) for each in appointment["slot"]}


async def test_visits_that_overlap_in_some_of_their_slots_never_share_one(clinic, seed_by_name):
    """Long visits at 8:00, 8:20 and 8:40 want each other's slots; who loses one gives the others back."""
    sessions = _callers(seed_by_name, CALLERS)
    day = {"first": "2026-03-03", "last": "2026-03-03", "limit": 20, "clinician_ids": ["practitioner-osei"]}
    offers = [(await clinic.offers(session, "annual_physical", **day)) for session in sessions]
    results = await asyncio.gather(
        *(
            clinic.ehr.book_appointment(
                session, slot_id=known[index % len(known)].slot_id, idempotency_key=session.conversation_id
            )
            for index, (session, known) in enumerate(zip(sessions, offers, strict=True))
        )
    )
    assert all(isinstance(result, Booked) or result == Refused(code="slot_taken") for result in results)
    changes = await clinic.changes()
    booked = [after for name, (_, after) in changes.items() if name.startswith("Appointment/")]
    taken = Counter(slot["reference"] for each in booked for slot in each["slot"])
    assert len(booked) == sum(isinstance(result, Booked) for result in results) > 0
    assert set(taken.values()) == {1}
    assert sorted(taken) == sorted(name for name in changes if name.startswith("Slot/"))


async def test_a_booking_and_a_move_to_the_same_time_do_not_both_succeed(clinic):
    maria, grace = clinic.session(people.MARIA_ALVAREZ), clinic.session(people.GRACE_KIM, conversation="c2")
    wish = {"clinician_ids": ["practitioner-osei"]}
    wanted = (await clinic.offers(maria, "follow_up", **wish))[0]
    same = (await clinic.offers(grace, "follow_up", **wish))[0]
    booked, moved = await asyncio.gather(
        clinic.ehr.book_appointment(maria, slot_id=wanted.slot_id, idempotency_key="b"),
        clinic.ehr.reschedule_appointment(
            grace, appointment_id="appointment-grace-kim", slot_id=same.slot_id, idempotency_key="m"
        ),
    )
    assert [isinstance(booked, Booked), isinstance(moved, Moved)].count(True) == 1
    assert Refused(code="slot_taken") in (booked, moved)
