"""The time that a patient is asked about is kept for them, and for nobody longer than they want it."""

from datetime import timedelta

import pytest
from patient import Chat
from running import Desk

from demo import people


async def kept_in(desk: Desk) -> list[str]:
    """Ids of the Slots that stand as tentative in the EHR."""
    found = await desk.fhir.get("Slot", params={"status": "busy-tentative", "_count": "50"})
    return [entry["resource"]["id"] for entry in found.raise_for_status().json().get("entry", [])]


async def is_asked_about_a_time(chat: Chat, wish: str, first: str) -> None:
    await chat.says(wish)
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says(first)
    assert chat.waiting_for == "confirmation"


@pytest.mark.parametrize(
    ("lines", "kept_afterwards"),
    [
        (["where do I park?"], 1),
        (["no"], 0),
        (["never mind, forget it"], 0),
        (["Friday morning instead, please"], 0),
        (["I want to talk to a person"], 1),
        (["yes"], 0),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
async def test_a_time_is_kept_while_it_is_asked_about_and_no_longer_than_it_is_wanted(
    desk: Desk, chat: Chat, lines: list[str], kept_afterwards: int
) -> None:
    await is_asked_about_a_time(chat, "I'd like a follow-up with Dr. Osei on Thursday", "the first one")
    before = await kept_in(desk)
    assert len(before) == 1
    await chat.says(*lines)
    after = await kept_in(desk)
    assert len(after) == kept_afterwards
    assert set(after) <= set(before)


async def test_the_last_time_is_offered_to_nobody_else_until_the_patient_who_was_asked_has_been_away_too_long(
    desk: Desk,
) -> None:
    first, second, third = await desk.chat(language="es"), await desk.chat(), await desk.chat()
    await first.says("quiero una cita de salud mental", "María Álvarez, 14 de marzo de 1985", "212 555 0123")
    await first.says("la primera")
    assert first.waiting_for == "confirmation"
    await second.says("I want to book a behavioral health visit")
    await second.identifies_as(people.GRACE_KIM)
    assert "nothing free" in second.said
    desk.clock.advance(timedelta(minutes=5))
    await third.says("I want to book a behavioral health visit")
    await third.identifies_as(people.ANA_FERREIRA)
    await third.says("the first one", "yes")
    assert "It is booked" in third.said
    await first.says("sí")
    assert "alguien se adelantó" in first.said
    assert await kept_in(desk) == []
