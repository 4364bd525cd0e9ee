"""What cannot be: each gets a sentence that says so, and the conversation goes on."""

import pytest
from ehr_changes import Booked
from patient import Chat
from running import Desk

from demo import people


@pytest.mark.parametrize(
    "impossible", ["February 31 1985", "June 2 2031", "the 40th of May 1990", "13/32/1990", "in the future"]
)
async def test_a_birthday_that_cannot_be_is_asked_again(desk: Desk, chat: Chat, impossible: str) -> None:
    await chat.says("I'd like to book a follow-up", "Grace Kim")
    assert chat.waiting_for == "birth_date"
    await chat.says(impossible)
    assert chat.waiting_for == "birth_date"
    await chat.says("June 2 1990", "917 555 0111")
    assert chat.waiting_for == "choice"


@pytest.mark.parametrize("impossible", ["12345", "my number", "555", "000 000 0000"])
async def test_a_phone_number_that_is_none_is_asked_again(desk: Desk, chat: Chat, impossible: str) -> None:
    await chat.says("I'd like to book a follow-up", "Grace Kim, June 2 1990")
    assert chat.waiting_for == "phone"
    await chat.says(impossible)
    assert chat.waiting_for == "phone"
    await chat.says("917 555 0111")
    assert chat.waiting_for == "choice"


@pytest.mark.parametrize("day", ["yesterday", "Sunday, March 1st", "last Tuesday"])
async def test_a_day_in_the_past_is_said_to_be_past_and_days_from_today_are_offered(
    desk: Desk, chat: Chat, day: str
) -> None:
    await chat.says("I'd like to book a follow-up with Dr. Osei")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says(f"can I come {day}?")
    assert "passed" in chat.said
    assert chat.waiting_for == "choice"


async def test_the_31st_of_february_is_no_day_to_come(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up with Dr. Osei")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("February 31st please")
    assert chat.waiting_for == "choice"
    assert await desk.changes() == []


async def test_three_lines_of_noise_end_with_a_person(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("asdf qwer zxcv", "blub blub", "hmpf grmbl")
    assert chat.requests == ["message_care_team"]


async def test_a_time_that_was_offered_to_somebody_else_cannot_be_picked(desk: Desk) -> None:
    mine, theirs = await desk.chat(), await desk.chat()
    for chat, person in ((mine, people.MARIA_ALVAREZ), (theirs, people.GRACE_KIM)):
        await chat.says("I'd like to book a follow-up")
        await chat.identifies_as(person)
    answer = await mine.send({"option_id": "s99-1"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown_option"
    await mine.says("the first one", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert booked.patient == people.MARIA_ALVAREZ.id
