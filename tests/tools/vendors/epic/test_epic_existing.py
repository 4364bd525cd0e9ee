"""Visits that stand at Epic: told, and left to staff, unless the customer has opened calls of its own."""

import pytest
from epic_clinic import EpicClinic

from demo import people
from tools.ehr.results import Appointments, Cancelled, Moved, Refused

GRACE, VISIT = people.GRACE_KIM, "appointment-grace-kim"


async def test_a_patients_visits_are_told_as_they_stand(epic: EpicClinic) -> None:
    listed = await epic.ehr.list_appointments(epic.session(people.ROBERT_CHANG))
    assert isinstance(listed, Appointments)
    upcoming = [each for each in listed.appointments if each.is_upcoming(epic.clock.now())]
    assert [(epic.local(each.start), each.visit_type, each.clinician_name) for each in upcoming] == [
        ("2026-03-06 09:00", "annual_physical", "Dr. Ama Osei"),
        ("2026-03-12 11:00", "follow_up", "Dr. Karin Lindqvist"),
    ]


async def test_nothing_is_sent_for_a_cancellation_that_epic_has_no_way_for(epic: EpicClinic) -> None:
    refused = await epic.ehr.cancel_appointment(
        epic.session(GRACE), appointment_id=VISIT, idempotency_key="k"
    )
    assert isinstance(refused, Refused)
    assert refused.code == "not_supported"
    assert "no FHIR write that cancels" in refused.detail
    assert await epic.changed() == []


async def test_nothing_is_sent_for_a_move_that_epic_has_no_way_for(epic: EpicClinic) -> None:
    session = epic.session(GRACE)
    offer = (await epic.offers(session))[0]
    refused = await epic.ehr.reschedule_appointment(
        session, appointment_id=VISIT, slot_id=offer.slot_id, idempotency_key="k"
    )
    assert isinstance(refused, Refused)
    assert refused.code == "not_supported"
    assert await epic.changed() == []


async def test_a_strangers_visit_is_not_found_rather_than_not_supported(epic: EpicClinic) -> None:
    refused = await epic.ehr.cancel_appointment(
        epic.session(people.MARIA_ALVAREZ), appointment_id=VISIT, idempotency_key="k"
    )
    assert isinstance(refused, Refused)
    assert refused.code in ("not_found", "not_allowed")


async def test_ids_longer_than_fhir_allows_are_looked_up(epic: EpicClinic) -> None:
    """As published by users of Epic's sandbox: 66 characters, where FHIR allows 64."""
    long = "enALxdm6GUiZGPFjWlTfGYepp5iqTDMV6KKvcg9ATaMJTKA3u5KsVeSYjQ.E0TafK3"
    refused = await epic.ehr.cancel_appointment(epic.session(GRACE), appointment_id=long, idempotency_key="k")
    assert isinstance(refused, Refused)
    assert epic.sent(f"Appointment/{long}") == 1


async def test_the_customers_own_call_cancels(opened_epic: EpicClinic) -> None:
    cancelled = await opened_epic.ehr.cancel_appointment(
        opened_epic.session(GRACE), appointment_id=VISIT, reason="travel", idempotency_key="k"
    )
    assert isinstance(cancelled, Cancelled), cancelled
    assert [each[:2] for each in await opened_epic.visits_made()] == [("cancelled", VISIT)]


async def test_the_customers_own_call_moves(opened_epic: EpicClinic) -> None:
    session = opened_epic.session(GRACE)
    offer = (await opened_epic.offers(session))[0]
    moved = await opened_epic.ehr.reschedule_appointment(
        session, appointment_id=VISIT, slot_id=offer.slot_id, idempotency_key="k"
    )
    assert isinstance(moved, Moved), moved
    assert moved.appointment.start == offer.start
    assert await opened_epic.visits_made() == [("booked", VISIT, opened_epic.local(offer.start))]


async def test_a_version_that_the_patient_was_told_of_must_still_hold(opened_epic: EpicClinic) -> None:
    """Epic keeps no versions: when, where, with whom and whether a visit is stand for one."""
    session = opened_epic.session(GRACE)
    listed = await opened_epic.ehr.list_appointments(session)
    assert isinstance(listed, Appointments)
    version = next(each.version for each in listed.appointments if each.id == VISIT)
    offer = (await opened_epic.offers(session))[0]
    wish = {"appointment_id": VISIT, "version": version}
    moved = await opened_epic.ehr.reschedule_appointment(
        session, slot_id=offer.slot_id, idempotency_key="k", **wish
    )
    assert isinstance(moved, Moved), moved
    refused = await opened_epic.ehr.cancel_appointment(session, idempotency_key="k2", **wish)
    assert refused == Refused(code="changed_meanwhile")


@pytest.mark.parametrize("person", [people.MARIA_ALVAREZ, people.GRACE_KIM])
async def test_who_was_seen_before_is_known_from_encounters_and_kept_visits(
    epic: EpicClinic, person: people.Person
) -> None:
    assert await epic.profile.was_seen(person.id, epic.clock.now().date().replace(year=2023))
    assert not await epic.profile.was_seen(person.id, epic.clock.now().date())
