"""Manners and repair: digressions, giving up, coming back, asking for a person, another language."""

from datetime import timedelta

from ehr_changes import Booked
from patient import Chat
from running import Desk

from demo import people


async def test_never_mind_drops_the_booking(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up", "never mind")
    assert chat.turn["active_task"] is None
    assert await desk.changes() == []


async def test_a_patient_comes_back_two_days_later_and_goes_on(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    desk.clock.advance(timedelta(days=2))
    await chat.says("hi, sorry, I was away. the first one", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)


async def test_asking_for_a_person_puts_everything_known_before_staff(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("can I talk to a real person please")
    assert chat.requests == ["message_care_team"]
    assert "(212) 555-0123" in chat.said


async def test_other_times_are_offered_on_request(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    first = [option["label"] for option in chat.options]
    await chat.says("do you have anything later?")
    assert chat.waiting_for == "choice"
    assert not set(first) & {option["label"] for option in chat.options}


async def test_a_refill_is_taken_down_for_staff_and_booking_goes_on(desk: Desk, chat: Chat) -> None:
    await chat.says("I need a refill of my lisinopril")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("I can't get the code")
    assert chat.requests == ["refill"]
    await chat.says("and I'd like to book a follow-up with Dr. Osei")
    assert chat.waiting_for == "choice"


async def test_a_question_that_the_clinic_does_not_answer_is_not_guessed(desk: Desk, chat: Chat) -> None:
    await chat.says("do you sell ostrich eggs?")
    assert "do not want to guess" in chat.said
    await chat.says("yes please")
    assert chat.turn["requests"] or chat.waiting_for


async def test_a_spanish_speaker_books_in_spanish(desk: Desk) -> None:
    chat = await desk.chat(language="es")
    await chat.says("Hola, quisiera una cita de seguimiento con la doctora Osei la próxima semana")
    await chat.says("Lucía Hernández, 5 de diciembre de 1979", "347 555 0118")
    assert chat.waiting_for == "choice"
    await chat.says("la primera", "sí, por favor")
    assert "Queda reservado" in chat.said
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)


async def test_the_language_is_switched_on_request(desk: Desk, chat: Chat) -> None:
    await chat.says("¿podemos hablar en español, por favor?")
    assert "español" in chat.said


async def test_hours_of_a_day_are_told_from_the_calendar(desk: Desk, chat: Chat) -> None:
    await chat.says("are you open on Saturday?")
    assert "Saturday, March 7" in chat.said
    assert "closed" in chat.said
    assert "9:00 AM to 12:00 PM" in chat.said


async def test_goodbye_closes_the_conversation(desk: Desk, chat: Chat) -> None:
    await chat.says("thanks, bye")
    assert chat.turn["status"] == "closed"
    answer = await chat.send({"text": "one more thing"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "conversation_closed"


async def test_a_booking_goes_on_after_a_person_was_asked_for(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("can someone call me about my bill, a real person")
    assert chat.requests
    await chat.says("the first one", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)


async def test_who_asks_for_a_person_is_asked_for_a_number_and_staff_get_it(desk: Desk, chat: Chat) -> None:
    await chat.says("can I talk to a person")
    assert chat.requests == ["message_care_team"]
    assert chat.waiting_for == "phone"
    await chat.says("212 555 0123")
    assert chat.requests == ["message_care_team"]
    assert "(212) 555-0123" in chat.said


async def test_a_visit_that_was_just_booked_can_be_cancelled_by_it(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("the first one", "yes", "cancel it")
    assert chat.turn["active_task"] == "cancel_appointment"
    await chat.says("yes")
    assert "It is cancelled" in chat.said


async def test_and_on_another_day_asks_the_same_of_that_day(desk: Desk, chat: Chat) -> None:
    await chat.says("are you open on Saturday?", "and on Sunday?")
    assert "Sunday, March 8" in chat.said
    assert chat.turn["active_task"] is None
