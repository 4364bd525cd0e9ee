"""A visit takes the slots that it needs: longer for a new patient, with a buffer before it, and never more of them."""

from datetime import datetime, timedelta

import pytest

from demo import people
from tools.ehr.results import Booked, Refused

DAY = "2026-03-10"
NEW, ESTABLISHED = people.NINA_PETROV, people.MARIA_ALVAREZ


@pytest.fixture
def rules(settings):
    """Sick visits are 20 minutes, of new patients 40, and ten minutes before them are kept free."""
    kind = settings.visit_types["sick_visit"]
    kind = kind.model_copy(update={"new_patient_minutes": 40, "buffer_before": 10})
    return settings.model_copy(update={"visit_types": {**settings.visit_types, "sick_visit": kind}})


async def booked(clinic, person, offer):
    """Minutes from the first slot that is taken to the visit, those of the visit, and how many slots are taken."""
    result = await clinic.ehr.book_appointment(
        clinic.session(person), slot_id=offer.slot_id, idempotency_key=person.id
    )
    assert isinstance(result, Booked), result
    assert result.appointment.start == offer.start
    taken = [
        slot
        for name, (_, slot) in (await clinic.changes()).items()
        if name.startswith("Slot/") and slot["status"] == "busy"
    ]
    visit = await clinic.appointment(result.appointment.id)
    assert {each["reference"] for each in visit["slot"]} == {f"Slot/{each['id']}" for each in taken}
    first = min(datetime.fromisoformat(slot["start"]) for slot in taken)
    return (offer.start - first) // timedelta(minutes=1), visit["minutesDuration"], len(taken)


@pytest.mark.parametrize(("person", "minutes", "slots"), [(NEW, 40, 3), (ESTABLISHED, 20, 2)])
@pytest.mark.parametrize("known", [True, False], ids=["known when it is offered", "known when it is booked"])
async def test_the_visit_is_as_long_as_the_patient_needs(clinic, known, person, minutes, slots):
    session = clinic.session(person) if known else clinic.session()
    (offer,) = await clinic.offers(session, "sick_visit", DAY, DAY, order="earliest", limit=1)
    assert await booked(clinic, person, offer) == (20, minutes, slots)


async def test_no_visit_starts_where_the_time_before_it_is_not_free(clinic):
    wish = {"clinician_ids": ["practitioner-okafor"], "limit": 20}
    session = clinic.session(ESTABLISHED)
    first, *_ = await clinic.offers(session, "sick_visit", DAY, DAY, **wish)
    same = {"time_from": clinic.local(first.start)[-5:], "order": "earliest"}
    assert await clinic.offers(session, "sick_visit", DAY, DAY, **wish, **same)
    before = first.start - timedelta(minutes=20)  # the slot that is kept free is given away
    (taken,) = await clinic.fhir.search(
        "Slot",
        [("start", before.isoformat()), ("schedule", "Schedule/schedule-okafor-main-street")],
    )
    await clinic.fhir.update({**taken, "status": "busy"})
    assert not await clinic.offers(session, "sick_visit", DAY, DAY, **wish, **same)
    refused = await clinic.ehr.book_appointment(session, slot_id=first.slot_id, idempotency_key="m")
    assert refused == Refused(code="slot_taken")


async def test_a_new_patient_cannot_book_what_was_offered_for_a_shorter_visit(clinic):
    (offer,) = await clinic.offers(clinic.session(ESTABLISHED), "sick_visit", DAY, DAY, limit=1)
    refused = await clinic.ehr.book_appointment(
        clinic.session(NEW), slot_id=offer.slot_id, idempotency_key="n"
    )
    assert refused == Refused(code="slot_taken")
    assert await clinic.changes() == {}
