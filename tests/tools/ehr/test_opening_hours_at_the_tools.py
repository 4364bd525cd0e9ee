"""Free times of the EHR that lie outside opening hours, or on a holiday, are neither offered nor booked."""

from datetime import date

import pytest

from clinic.settings.schema import Holiday
from demo import people
from tools.ehr.client import open_ehr
from tools.ehr.results import Booked, Offers, Refused
from tools.ehr.server import build_ehr_server

MARIA = people.MARIA_ALVAREZ
TUESDAY, SUNDAY = "2026-03-03", "2026-03-08"


async def open_on_sunday(clinic):
    """The EHR has a free time of Dr. Osei while the clinic is closed."""
    await clinic.fhir.create(
        {
            "resourceType": "Slot",
            "schedule": {"reference": "Schedule/schedule-osei-main-street"},
            "status": "free",
            "start": f"{SUNDAY}T10:00:00-04:00",
            "end": f"{SUNDAY}T10:20:00-04:00",
        },
        if_none_exist=("urn:test", "sunday"),
    )


def with_holiday(settings, day):
    holiday = Holiday(date=date.fromisoformat(day), name={"en": "Founders' Day"})
    return settings.model_copy(update={"holidays": (*settings.holidays, holiday)})


def by_the_ehr(settings):
    times = settings.scheduling.model_copy(update={"outside_hours": "allowed"})
    return settings.model_copy(update={"scheduling": times})


async def found_on(clinic, ehr, day):
    return await ehr.find_slots(
        clinic.session(MARIA), visit_type="follow_up", date_from=day, date_to=day, limit=20
    )


async def test_a_time_outside_opening_hours_is_not_offered_and_the_next_day_is_one_with_hours(clinic):
    await open_on_sunday(clinic)
    found = await found_on(clinic, clinic.ehr, SUNDAY)
    assert found == Offers(offers=(), next_day_with_times=date(2026, 3, 9))


async def test_a_clinic_may_leave_its_hours_to_the_ehr_but_not_its_holidays(clinic):
    await open_on_sunday(clinic)
    lenient = by_the_ehr(clinic.settings)
    async with open_ehr(build_ehr_server(clinic.line, lenient, clinic.clock, "test key")) as ehr:
        (offer,) = (await found_on(clinic, ehr, SUNDAY)).offers
    assert clinic.local(offer.start) == "Sun 2026-03-08 10:00"
    closed = with_holiday(lenient, SUNDAY)
    async with open_ehr(build_ehr_server(clinic.line, closed, clinic.clock, "test key")) as ehr:
        assert (await found_on(clinic, ehr, SUNDAY)).offers == ()


@pytest.mark.parametrize("moves", [False, True], ids=["booked", "moved"])
async def test_a_time_offered_on_a_day_that_became_a_holiday_is_not_taken(clinic, moves):
    session, closed = clinic.session(MARIA), with_holiday(clinic.settings, TUESDAY)
    (earlier,) = await clinic.offers(session, "follow_up", "2026-03-10", "2026-03-10", limit=1)
    (offer,) = await clinic.offers(session, "follow_up", TUESDAY, TUESDAY, limit=1)
    booked = await clinic.ehr.book_appointment(session, slot_id=earlier.slot_id, idempotency_key="a")
    assert isinstance(booked, Booked)
    before = await clinic.changes()
    asked = {"slot_id": offer.slot_id, "idempotency_key": "b"}
    async with open_ehr(build_ehr_server(clinic.line, closed, clinic.clock, "test key")) as ehr:
        if moves:
            result = await ehr.reschedule_appointment(session, appointment_id=booked.appointment.id, **asked)
        else:
            result = await ehr.book_appointment(session, **asked)
    assert result == Refused(code="not_bookable", detail="on_a_holiday")
    assert await clinic.changes() == before
