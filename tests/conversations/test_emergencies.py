"""Emergency words come first, at any point of any task, and nobody is asked for a name."""

import pytest
from patient import Chat
from running import Desk

from demo import people

STROKE = "My father's speech is slurred and his arm is weak, can I get an appointment tomorrow?"
BEFORE = {
    "at the start": [],
    "when asked for a name": ["I'd like to book a follow-up"],
    "when offered times": ["I'd like to book a follow-up", "Maria Alvarez, March 14 1985, 212 555 0123"],
    "at the read-back": [
        "I'd like to book a follow-up",
        "Maria Alvarez, March 14 1985, 212 555 0123",
        "the first one",
    ],
}


@pytest.mark.parametrize("lines", BEFORE.values(), ids=BEFORE.keys())
async def test_a_stroke_is_answered_with_the_emergency_number_first(
    desk: Desk, chat: Chat, lines: list[str]
) -> None:
    await chat.says(*lines)
    await chat.says(STROKE)
    assert chat.turn["messages"][0]["kind"] == "emergency"
    assert "911" in chat.turn["messages"][0]["text"]
    assert len(chat.turn["messages"]) == 1
    assert chat.turn["requests"][-1]["kind"] == "urgent_callback"
    assert await desk.changes() == []


async def test_after_an_emergency_the_booking_can_go_on(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up with Dr. Osei on Thursday")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says(STROKE)
    await chat.says("hmm")
    assert "If you have not called 911 yet" in chat.said
    assert chat.waiting_for is None
    await chat.says("he is on his way to the hospital. I'd still like to book my own visit")
    assert chat.waiting_for == "choice"


async def test_thoughts_of_suicide_get_the_crisis_line(desk: Desk, chat: Chat) -> None:
    await chat.says("I don't want to live anymore, I'm going to kill myself")
    assert "988" in chat.said
    assert chat.turn["messages"][0]["kind"] == "emergency"


async def test_spanish_emergency_words_are_answered_in_spanish(desk: Desk) -> None:
    chat = await desk.chat(language="es")
    await chat.says("a mi papá se le torció la boca y no puede hablar")
    assert "911" in chat.said
    assert "emergencia" in chat.said


async def test_a_possible_emergency_is_asked_about_and_another_subject_is_no_answer(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("I fainted last week and want someone to look at me")
    if chat.waiting_for == "confirmation":
        await chat.says("Maria Alvarez, March 14 1985, 212 555 0123")
        assert chat.waiting_for == "confirmation"
        assert "911" in chat.said
        await chat.says("no, not now")
        assert chat.waiting_for != "confirmation"
    assert await desk.changes() == []


async def test_what_was_wanted_with_a_possible_emergency_goes_on_after_a_no(desk: Desk, chat: Chat) -> None:
    await chat.says("I fainted last week and would like to book a sick visit with Dr. Osei")
    assert chat.waiting_for == "confirmation"
    await chat.says("no, that was last week")
    assert chat.turn["active_task"] == "book"
    assert chat.waiting_for == "first_name"
