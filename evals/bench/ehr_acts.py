"""The tool calls that `frontdesk bench ehr` times."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, TypeAlias

import demo
from clinic.models import Assurance, Value
from demo import people
from tools.ehr.client import Ehr
from tools.ehr.results import Booked, Offers, Refused, Unknown
from tools.ehr.session import EhrSession

VISIT_TYPE = "follow_up"
SIX_WEEKS = (date(2026, 3, 2), date(2026, 4, 12))
Act: TypeAlias = Callable[[Ehr, int], Awaitable[Value]]
"""A call; the number tells one round from another."""

_ANYBODY = EhrSession(conversation_id="bench")
_MARIA = EhrSession(
    conversation_id="bench",
    patient_id=people.MARIA_ALVAREZ.id,
    assurance=Assurance.VERIFIED,
    phone_matches=True,
)
_SERVICE = EhrSession(conversation_id="bench", role="service")


def done(result: Value) -> Value:
    """A refusal is quick: it must not be timed as if it were the work."""
    assert not isinstance(result, Refused | Unknown), result
    return result


async def find_patient(ehr: Ehr, _: int) -> Value:
    maria = people.MARIA_ALVAREZ
    return await ehr.find_patient(
        _ANYBODY,
        first_name=maria.first_name,
        last_name=maria.last_name,
        birth_date=maria.birth_date,
        phone=maria.phone,
    )


async def clinic_directory(ehr: Ehr, _: int) -> Value:
    return await ehr.clinic_directory(_ANYBODY)


async def list_appointments(ehr: Ehr, _: int) -> Value:
    return await ehr.list_appointments(_MARIA)


async def list_medications(ehr: Ehr, _: int) -> Value:
    return await ehr.list_medications(_MARIA)


async def find_slots(ehr: Ehr, _: int) -> Value:
    first = demo.DEMO_NOW.date() + timedelta(days=1)
    last = first + timedelta(days=7)
    return await ehr.find_slots(_MARIA, visit_type=VISIT_TYPE, date_from=first, date_to=last)


async def slots_of_anyone(ehr: Ehr, _: int) -> Value:
    return await _wide(ehr)


async def twenty_offers(ehr: Ehr, _: int) -> Value:
    return await _wide(ehr, limit=20)


async def no_slot_at_all(ehr: Ehr, _: int) -> Value:
    """A wish for which every page has to be read, and again for the next day that has times."""
    return await _wide(ehr, time_from="22:00", time_to="23:00")


async def _wide(ehr: Ehr, **more: Any) -> Value:
    first, last = SIX_WEEKS
    return await ehr.find_slots(_ANYBODY, visit_type=VISIT_TYPE, date_from=first, date_to=last, **more)


async def book_appointment(ehr: Ehr, number: int) -> Value:
    """Timed with finding the time and with the cancellation that gives it back."""
    first = demo.DEMO_NOW.date() + timedelta(days=3)  # later than the clinic's notice for cancelling
    found = await ehr.find_slots(_MARIA, visit_type=VISIT_TYPE, date_from=first, order="earliest", limit=1)
    assert isinstance(found, Offers), found
    key, slot_id = f"bench-{number}", found.offers[0].slot_id
    booked = await ehr.book_appointment(_MARIA, slot_id=slot_id, idempotency_key=key)
    assert isinstance(booked, Booked), booked
    cancelled = f"{key}-cancel"
    return await ehr.cancel_appointment(
        _MARIA, appointment_id=booked.appointment.id, idempotency_key=cancelled
    )


async def submit_request(ehr: Ehr, number: int) -> Value:
    return await ehr.submit_request(
        _MARIA, kind="message", text="The rash is better.", idempotency_key=f"bench-{number}"
    )


async def visits_due(ehr: Ehr, _: int) -> Value:
    start = demo.DEMO_NOW
    return await ehr.visits_due(_SERVICE, start=start, end=start + timedelta(days=1), limit=50)


SINGLE: dict[str, Act] = {
    "find_patient": find_patient,
    "clinic_directory": clinic_directory,
    "list_appointments": list_appointments,
    "list_medications": list_medications,
    "find_slots": find_slots,
    "submit_request": submit_request,
    "visits_due": visits_due,
}
AT_SIZE: dict[str, Act] = {
    "find_patient": find_patient,
    "list_appointments": list_appointments,
    "find_slots": slots_of_anyone,
    "visits_due": visits_due,
}
"""Those whose time could grow with the number of appointments on file."""
