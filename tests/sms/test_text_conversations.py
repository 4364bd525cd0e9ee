"""Conversations by text message, from a patient's phone to the EHR and back."""

import pytest
from ehr_changes import Booked
from text_clinic import TextClinic

from demo import people

pytestmark = pytest.mark.asyncio(loop_scope="module")
MARIA = people.MARIA_ALVAREZ.phone or ""


async def test_a_visit_is_booked_by_text(clinic: TextClinic) -> None:
    phone = clinic.phone(MARIA)
    hello = await clinic.says(phone, "I'd like a follow-up with Dr. Osei next week")
    offers = await clinic.says(phone, "Maria Alvarez, March 14 1985, 212 555 0123")
    read_back = await clinic.says(phone, "2")
    done = await clinic.says(phone, "yes")

    assert hello.startswith("Riverside Family Clinic, AI assistant. Emergency: call 911. STOP ends texts.\n")
    assert [line[:18] for line in offers.splitlines()[-3:]] == [
        "1 Mon, Mar 9, 8:00",
        "2 Mon, Mar 9, 1:00",
        "3 Tue, Mar 10, 8:0",
    ]
    assert "Monday, March 9 at 1:00 PM" in read_back
    assert done.startswith("It is booked")
    assert [
        (each.patient, each.start[:16]) for each in await clinic.changes() if isinstance(each, Booked)
    ] == [(people.MARIA_ALVAREZ.id, "2026-03-09T13:00")]
    assert len(await clinic.changes()) == 1
