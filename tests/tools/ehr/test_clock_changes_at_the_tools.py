"""Offers and bookings on the day on which clocks go forward (8 March 2026 in New York), however the EHR writes times."""

from datetime import datetime, timedelta

import pytest

from demo import people
from tools.ehr.results import Booked, Offers

SUNDAY = "2026-03-08"
SCHEDULE = "Schedule/schedule-osei-main-street"


@pytest.fixture
def rules(settings):
    """Clocks change on Sundays, when this clinic is closed: here the EHR has the say."""
    times = settings.scheduling.model_copy(update={"outside_hours": "allowed"})
    return settings.model_copy(update={"scheduling": times})


async def open_at(clinic, *starts, minutes=20):
    """Free times of Dr. Osei at these instants."""
    for at, start in enumerate(starts):
        begins = datetime.fromisoformat(start)
        slot = {
            "resourceType": "Slot",
            "identifier": [{"system": "urn:test", "value": f"{at}"}],
            "schedule": {"reference": SCHEDULE},
            "status": "free",
            "start": start,
            "end": (begins + timedelta(minutes=minutes)).isoformat(),
        }
        await clinic.fhir.create(slot, if_none_exist=("urn:test", f"{at}"))


async def starts_on(clinic, day, **wish):
    found = await clinic.ehr.find_slots(
        clinic.session(people.MARIA_ALVAREZ),
        visit_type="follow_up",
        date_from=day,
        date_to=day,
        limit=20,
        **wish,
    )
    assert isinstance(found, Offers), found
    return [clinic.local(each.start) for each in found.offers]


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("2026-03-08T06:40:00Z", "Sun 2026-03-08 01:40"),
        ("2026-03-08T07:00:00Z", "Sun 2026-03-08 03:00"),
        ("2026-03-08T08:20:00+00:00", "Sun 2026-03-08 04:20"),
        ("2026-03-08T06:00:00-08:00", "Sun 2026-03-08 10:00"),  # an EHR on the other coast
        ("2026-03-08T23:30:00+09:00", "Sun 2026-03-08 10:30"),
    ],
)
async def test_a_time_is_offered_at_the_clinics_hour_however_it_is_written(clinic, written, local):
    await open_at(clinic, written)
    assert await starts_on(clinic, SUNDAY) == [local]


async def test_a_day_ends_at_its_own_midnight_though_it_has_23_hours(clinic):
    await open_at(clinic, "2026-03-08T05:00:00Z", "2026-03-09T03:40:00Z", "2026-03-09T04:00:00Z")
    assert await starts_on(clinic, SUNDAY) == ["Sun 2026-03-08 00:00", "Sun 2026-03-08 23:40"]


async def test_an_hour_that_the_clocks_skip_has_no_times(clinic):
    await open_at(clinic, "2026-03-08T06:40:00Z", "2026-03-08T07:00:00Z")
    assert await starts_on(clinic, SUNDAY, time_from="02:00", time_to="03:00") == []
    assert await starts_on(clinic, SUNDAY, time_from="03:00", time_to="03:20") == ["Sun 2026-03-08 03:00"]


async def test_a_long_visit_goes_on_across_the_change_for_as_long_as_it_is(clinic):
    await open_at(clinic, "2026-03-08T06:40:00Z", "2026-03-08T02:00:00-05:00")
    session = clinic.session(people.MARIA_ALVAREZ)
    [offer] = await clinic.offers(session, "annual_physical", SUNDAY, SUNDAY)
    assert offer.end - offer.start == timedelta(minutes=40)
    assert [clinic.local(offer.start), clinic.local(offer.end)] == [
        "Sun 2026-03-08 01:40",
        "Sun 2026-03-08 03:20",
    ]
    booked = await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="dst")
    assert isinstance(booked, Booked)
    record = await clinic.appointment(booked.appointment.id)
    assert (record["minutesDuration"], len(record["slot"])) == (40, 2)
