"""Barge-in, silence, keys, languages and dropped lines: what the phone does that no other channel has to."""

import asyncio
from typing import Any

from phone_office import MARIA, Office

from server.phone.caller import SimulatedCaller

TO_THE_OFFER = (
    "I'd like a follow-up with Dr. Osei next week",
    "Maria Alvarez",
    "March 14 1985",
    "212 555 0123",
)


async def offered(caller: SimulatedCaller) -> str:
    await caller.dial()
    return [(await caller.says(line)).words for line in TO_THE_OFFER][-1]


def up_to(words: str, last: str) -> str:
    return words[: words.index(last) + len(last)]


async def test_an_option_that_was_heard_may_be_picked_in_the_middle_of_the_offer(office: Office) -> None:
    caller = office.caller()
    offer = await offered(caller)
    await caller.interrupts(up_to(offer, "Second, Monday, March ninth at one in the afternoon"))

    assert "ninth at one in the afternoon" in (await caller.says("the second one")).words


async def test_an_option_that_was_not_heard_yet_is_offered_again(office: Office) -> None:
    caller = office.caller()
    offer = await offered(caller)
    await caller.interrupts(up_to(offer, "at Main Street"))
    again = (await caller.says("the second one")).words

    assert again.startswith("I had not finished.")
    assert "Second, Monday, March ninth at one in the afternoon" in again
    assert "Shall I book" not in again
    assert "Shall I book this" in (await caller.says("the second one")).words


async def test_a_yes_into_a_read_back_books_nothing_before_all_of_it_was_heard(office: Office) -> None:
    caller = office.caller()
    await offered(caller)
    read_back = (await caller.says("the second one")).words
    await caller.interrupts(up_to(read_back, "Maria Alvarez"))
    waiting = (await caller.says("hold on")).words
    again = (await caller.says("yes")).words

    assert waiting == "Take your time, I am here."
    assert "ninth at one in the afternoon with Doctor Ama Osei at Main Street" in again
    assert await office.booked("patient-maria-alvarez") == []
    assert (await caller.says("yes")).words.startswith("It is booked")


async def test_the_transcript_keeps_what_was_heard(office: Office) -> None:
    caller = office.caller()
    offer = await offered(caller)
    heard = up_to(offer, "First, Monday, March ninth")
    await caller.interrupts(heard)
    await caller.says("where do I park?")

    (kept,) = set((await office.heard(caller)).values()) - {""}
    assert kept.endswith("First, Monday, March ninth")


async def test_a_silent_caller_hears_the_question_again_then_is_asked_then_the_call_ends(
    office: Office,
) -> None:
    caller = office.caller()
    await caller.dial()
    await office.time.somebody_waits()
    assert office.time.next_in > 20, "the greeting takes its time"
    asked = await caller.says("I need an appointment")
    said = []
    for _ in range(3):
        office.time.pass_by(60)
        said.append((await caller.hears()).words)
    office.time.pass_by(60)
    await caller.hears_end()

    assert said[0] == asked.words
    assert said[1] == "Are you still there?"
    assert said[2].startswith("I cannot hear you")
    assert caller.ended


async def test_a_call_in_which_nobody_ever_speaks_ends_as_well(office: Office) -> None:
    caller = office.caller()
    await caller.dial()
    said = []
    for _ in range(3):
        await office.time.somebody_waits()
        office.time.pass_by(60)
        said.append((await caller.hears()).words)
    await office.time.somebody_waits()
    office.time.pass_by(60)
    await caller.hears_end()

    assert "What can I do for you?" in said[0]
    assert said[1] == "Are you still there?"
    assert said[2].startswith("I cannot hear you")


async def test_a_birthday_can_be_keyed_in(office: Office) -> None:
    caller = office.caller()
    await caller.dial()
    await caller.says("I'd like a follow-up with Dr. Osei next week")
    await caller.says("Maria Alvarez")

    assert "phone number" in (await caller.presses("03141985")).words
    assert "these times" in (await caller.presses("2125550123")).words
    assert "Shall I book this" in (await caller.presses("2")).words
    assert "It is booked" in (await caller.presses("1")).words


async def test_a_caller_who_speaks_spanish_is_answered_and_heard_in_spanish(office: Office) -> None:
    caller = office.caller("+13475550118")
    await caller.dial()
    answer = await caller.says("Hola, quiero una cita de seguimiento con la doctora Osei la próxima semana")
    offered = [
        await caller.says(line) for line in ("Lucía Hernández", "5 de diciembre de 1979", "347 555 0118")
    ][-1]

    assert [frame for frame in answer.frames if frame["type"] == "language"] == [
        {"type": "language", "ttsLanguage": "es-US", "transcriptionLanguage": "es-US"}
    ]
    assert all(frame["lang"] == "es-US" for frame in answer.frames if frame.get("token"))
    assert "Primero, lunes nueve de marzo a las ocho de la mañana" in offered.words


async def test_a_socket_that_dies_comes_back_into_the_same_task(office: Office) -> None:
    caller = office.caller()
    await offered(caller)
    await caller.drop()
    await caller.relay_ended(SessionStatus="failed", ErrorCode="64105")
    await caller.connect()
    back = (await caller.hears()).words

    assert back.startswith("Sorry, we were cut off for a moment.")
    assert "First, Monday, March ninth" in back
    assert "Shall I book this" in (await caller.says("the first one")).words


async def test_events_that_are_replayed_count_once(office: Office) -> None:
    caller = office.caller()
    await offered(caller)
    await caller.says("the second one", eventId=7)
    await caller.send(type="prompt", voicePrompt="the second one", last=True, eventId=7)

    assert "It is booked" in (await caller.says("yes", eventId=8)).words


async def test_the_number_one_calls_from_need_not_be_said(office: Office) -> None:
    caller = office.caller(MARIA)
    await caller.dial()
    for line in ("I'd like a follow-up with Dr. Osei next week", "Maria Alvarez"):
        await caller.says(line)
    asked = await caller.says("March 14 1985")

    assert "just say: this number" in asked.words
    assert "these times" in (await caller.says("yes, this number is fine")).words


async def test_a_number_that_a_call_shows_counts_for_nothing_before_it_was_told(office: Office) -> None:
    caller = office.caller(MARIA)
    await caller.dial()
    for line in ("When is my next appointment?", "Maria Alvarez"):
        await caller.says(line)

    assert "phone number" in (await caller.says("March 14 1985")).words


async def test_what_takes_longer_is_bridged_and_a_yes_to_the_bridge_is_none(office: Office) -> None:
    caller = office.caller()
    await offered(caller)
    held = asyncio.Event()
    take = office.frontdesk.runner._conversations.take  # type: ignore[attr-defined]

    async def slow(*arguments: Any, **more: Any) -> Any:
        await held.wait()
        return await take(*arguments, **more)

    office.frontdesk.runner._conversations.take = slow  # type: ignore[attr-defined]
    answering = asyncio.create_task(caller.says("the second one"))
    await office.time.somebody_waits(0.7)
    office.time.pass_by(0.7)
    held.set()
    heard = await answering

    assert heard.words.startswith("One moment while I look. Shall I book this")
    await caller.interrupts(heard.words)
    assert (await caller.says("yes")).words.startswith("It is booked")
