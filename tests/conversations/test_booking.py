"""A patient's words become an appointment in the EHR, and nothing else changes there."""

from datetime import timedelta

from ehr_changes import Booked, Registered
from patient import Chat
from running import Desk

from demo import people


async def test_a_known_patient_books_in_at_most_eight_lines(desk: Desk, chat: Chat) -> None:
    await chat.says("Hi, I need a follow-up visit with Dr. Osei next week")
    await chat.says("Maria Alvarez, March 14 1985")
    await chat.says("212 555 0123")
    assert chat.waiting_for == "choice"
    await chat.says("the second one")
    assert chat.waiting_for == "confirmation"
    await chat.says("yes please")
    assert "It is booked" in chat.said
    assert chat.lines <= 8
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert (booked.patient, booked.visit_type) == (people.MARIA_ALVAREZ.id, "follow-up")
    assert "2026-03-09" <= booked.start[:10] <= "2026-03-15"


async def test_a_new_patient_is_registered_and_books(desk: Desk, chat: Chat) -> None:
    await chat.says("Hello, I'm new here and would like to see a doctor", "Priya Raman", "July 9th 1992")
    await chat.says("646 555 0188")
    assert "Priya Raman" in chat.said
    assert chat.waiting_for == "confirmation"
    await chat.says("yes, it's my first visit")
    assert "kind of visit" in chat.said
    await chat.picks("new patient")
    await chat.says("the first one", "yes")
    assert "It is booked" in chat.said
    changed = await desk.changes()
    registered = [change for change in changed if isinstance(change, Registered)]
    booked = [change for change in changed if isinstance(change, Booked)]
    assert registered == [Registered("Priya Raman", "1992-07-09", "+16465550188")]
    assert len(changed) == 2
    assert booked[0].visit_type == "new-patient"


async def test_thursday_said_after_tuesday_ends_in_one_appointment_on_thursday(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("I'd like a follow-up with Dr. Osei on Tuesday... sorry, Thursday morning")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    assert all("Thu, Mar 5" in option["label"] for option in chat.options)
    await chat.says("the first one", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert booked.start.startswith("2026-03-05")


async def test_a_patient_who_changes_their_mind_ends_with_one_appointment(desk: Desk, chat: Chat) -> None:
    await chat.says("I need a follow-up with Dr. Osei on Thursday morning")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("the first one")
    await chat.says("yes, but make it the afternoon")
    assert await desk.changes() == []
    assert chat.waiting_for == "choice"
    await chat.says("the first one", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert booked.start[:13] >= "2026-03-05T12"


async def test_parking_is_answered_in_the_middle_of_booking_which_then_goes_on(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("I'd like to book a follow-up for next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("where do I park?")
    assert "garage" in chat.said
    assert chat.turn["messages"][0]["citations"][0]["title"] == "Parking"
    assert chat.waiting_for == "choice"
    await chat.says("ok, the first one then", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)


async def test_the_only_slot_that_is_left_goes_to_who_was_first_and_others_hear_of_it(desk: Desk) -> None:
    first, second = await desk.chat(), await desk.chat()
    for chat, person in ((first, people.MARIA_ALVAREZ), (second, people.GRACE_KIM)):
        await chat.says("I want to book a behavioral health visit")
        await chat.identifies_as(person)
    await first.says("the first one")
    heard = await second.says(
        "the first one"
    )  # where the EHR can keep a time, it is kept for the first already
    await first.says("yes")
    assert "It is booked" in first.said
    if "just been taken" not in heard:
        heard = await second.says("yes")
    assert "just been taken" in heard
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert booked.patient == people.MARIA_ALVAREZ.id


async def test_a_day_and_time_that_are_free_are_read_back_at_once(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like a follow-up with Dr. Osei on Thursday")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("at 9 am")
    assert chat.waiting_for == "confirmation"
    assert "Thursday, March 5 at 9:00 AM" in chat.said


async def test_another_clinician_for_the_times_on_offer_is_no_second_task(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like a follow-up with Dr. Osei on Thursday")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("could I see Dr. Lindqvist instead?")
    assert "Lindqvist" in chat.said
    assert chat.turn["active_task"] == "book"
    assert chat.waiting_for == "choice"


async def test_times_that_have_passed_meanwhile_are_not_read_back(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like a follow-up with Dr. Okafor today")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    desk.clock.advance(timedelta(hours=10))
    await chat.says("the first one")
    assert chat.waiting_for == "choice"
    assert not any("Mar 2" in option["label"] for option in chat.options)
