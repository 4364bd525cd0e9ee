"""confirm_appointment: the patient has said that they will come, once, and of the time that they were told."""

import asyncio
from datetime import timedelta

import pytest

from demo import people
from tools.ehr.chart_results import Confirmed
from tools.ehr.results import Moved, Refused
from tools.ehr.toolset.desk import NOT_THEIRS

GRACE = people.GRACE_KIM
VISIT = "appointment-grace-kim"


async def test_a_confirmed_visit_says_so_and_nothing_else_changed(clinic):
    confirmed = await clinic.ehr.confirm_appointment(
        clinic.session(GRACE), appointment_id=VISIT, idempotency_key="k"
    )
    assert isinstance(confirmed, Confirmed)
    assert confirmed.appointment.confirmed
    changes = await clinic.changes()
    before, after = changes.pop(f"Appointment/{VISIT}")
    assert changes == {}
    assert after == before | {"identifier": [{"system": "urn:frontdesk:confirmation", "value": "k"}]}
    listed = await clinic.ehr.list_appointments(clinic.session(GRACE))
    assert [each.confirmed for each in listed.appointments] == [True]


async def test_confirming_again_with_any_key_is_one_confirmation(clinic):
    session = clinic.session(GRACE)
    results = await asyncio.gather(
        *(
            clinic.ehr.confirm_appointment(session, appointment_id=VISIT, idempotency_key=f"k{number % 2}")
            for number in range(6)
        )
    )
    assert all(isinstance(each, Confirmed) for each in results)
    assert len((await clinic.appointment(VISIT))["identifier"]) == 1


async def test_a_pending_visit_is_booked_by_the_patients_word_when_nobody_else_is_asked(clinic):
    visit = await clinic.appointment(VISIT)
    patient, *others = visit["participant"]
    await clinic.fhir.update(
        visit | {"status": "pending", "participant": [patient | {"status": "needs-action"}, *others]}
    )
    confirmed = await clinic.ehr.confirm_appointment(
        clinic.session(GRACE), appointment_id=VISIT, idempotency_key="k"
    )
    assert confirmed.appointment.status == "booked"


async def test_a_visit_that_moved_is_no_longer_confirmed(clinic):
    session = clinic.session(GRACE)
    await clinic.ehr.confirm_appointment(session, appointment_id=VISIT, idempotency_key="k")
    offer = (await clinic.offers(session, "follow_up", "2026-03-10"))[0]
    moved = await clinic.ehr.reschedule_appointment(
        session, appointment_id=VISIT, slot_id=offer.slot_id, idempotency_key="m"
    )
    assert isinstance(moved, Moved)
    assert not moved.appointment.confirmed


async def test_a_visit_that_was_changed_since_it_was_told_is_not_confirmed(clinic):
    refused = await clinic.ehr.confirm_appointment(
        clinic.session(GRACE), appointment_id=VISIT, idempotency_key="k", version="another"
    )
    assert refused == Refused(code="changed_meanwhile")


async def test_a_cancelled_visit_is_not_confirmed(clinic):
    session = clinic.session(GRACE)
    await clinic.ehr.cancel_appointment(session, appointment_id=VISIT, idempotency_key="c")
    refused = await clinic.ehr.confirm_appointment(session, appointment_id=VISIT, idempotency_key="k")
    assert refused == Refused(code="changed_meanwhile")


async def test_a_visit_that_has_begun_is_not_confirmed(clinic):
    clinic.clock.advance(timedelta(days=30))
    refused = await clinic.ehr.confirm_appointment(
        clinic.session(GRACE), appointment_id=VISIT, idempotency_key="k"
    )
    assert refused == Refused(code="too_late", detail="already_started")


@pytest.mark.parametrize("visit", ["appointment-tom-becker", "appointment-nobody", "../Patient/x", ""])
async def test_somebody_elses_visit_and_none_at_all_are_alike(clinic, visit):
    refused = await clinic.ehr.confirm_appointment(
        clinic.session(GRACE), appointment_id=visit, idempotency_key="k"
    )
    assert refused == NOT_THEIRS
    assert await clinic.changes() == {}
