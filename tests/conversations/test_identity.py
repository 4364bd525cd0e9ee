"""Nobody is taken for somebody else, and nobody learns who is a patient here."""

import pytest
from ehr_changes import Cancelled
from patient import Chat
from running import Desk

from demo import people
from demo.people import Person


@pytest.mark.parametrize(
    ("person", "appointment"),
    [
        (people.JAMES_MILLER_SR, "appointment-james-miller-1958"),
        (people.JAMES_MILLER_JR, "appointment-james-miller-1991"),
    ],
)
async def test_two_people_of_one_name_are_told_apart_by_birthday(
    desk: Desk, chat: Chat, person: Person, appointment: str
) -> None:
    await chat.says("I want to cancel my appointment")
    await chat.identifies_as(person)
    await chat.says("yes")
    assert await desk.changes() == [Cancelled(appointment)]


async def test_twins_are_not_guessed(desk: Desk, chat: Chat) -> None:
    await chat.says("I need to cancel my appointment", "Em Whitfield, May 17 1994", "347 555 0116")
    if chat.waiting_for == "first_name":
        await chat.says("Em")
    assert "vaccination" not in chat.said.casefold()
    assert await desk.changes() == []


async def test_a_twin_who_says_her_first_name_is_known(desk: Desk, chat: Chat) -> None:
    await chat.says("when is my appointment?")
    await chat.identifies_as(people.EMILY_WHITFIELD)
    assert "vaccination" in chat.said.casefold()


async def test_a_wrong_birthday_and_a_stranger_hear_the_same_words(desk: Desk) -> None:
    wrong, stranger = await desk.chat(), await desk.chat()
    for chat, name in ((wrong, "Grace Kim"), (stranger, "Petra Novak")):
        await chat.says("when is my appointment?", f"{name}, June 3 1990", "917 555 0111")
    assert wrong.said.replace("Grace Kim", "X") == stranger.said.replace("Petra Novak", "X")
    assert await desk.changes() == []


async def test_the_dead_are_not_spoken_of(desk: Desk, chat: Chat) -> None:
    await chat.says("book a follow-up for me")
    await chat.identifies_as(people.HAROLD_FINCH)
    assert not any(word in chat.said.casefold() for word in ("deceased", "died", "dead"))
    assert chat.requests == ["unclear_identity"]
    assert await desk.changes() == []


async def test_a_correction_of_the_birthday_is_taken(desk: Desk, chat: Chat) -> None:
    await chat.says("cancel my appointment", "Grace Kim, June 3 1990", "917 555 0111")
    await chat.says("sorry, my birthday is June 2nd 1990")
    assert "Friday, March 6" in chat.said


async def test_a_misspelled_surname_with_birthday_and_phone_on_file_is_known(desk: Desk, chat: Chat) -> None:
    await chat.says("when is my appointment?", "Robert Chiang, October 30 1968, 646 555 0112")
    assert "Thank you, Robert" in chat.said


async def test_a_surname_said_first_is_known(desk: Desk, chat: Chat) -> None:
    await chat.says("when is my appointment?", "Chang Robert, October 30 1968, 646 555 0112")
    assert "Thank you, Robert" in chat.said


async def test_nobody_is_registered_whose_birthday_and_phone_are_on_file(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a sick visit", "Zoraida Mulholland, February 11 2001, 917 555 0121")
    assert chat.waiting_for == "confirmation"
    await chat.says("yes, it is my first visit")
    assert chat.requests == ["unclear_identity"]
    assert await desk.changes() == []


async def test_a_patient_without_a_phone_books_by_name_and_birthday(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like to book a follow-up", "Walter Grant, January 30 1947")
    assert chat.waiting_for == "phone"
    await chat.says("no")
    assert chat.waiting_for == "choice"


async def test_a_patient_without_a_phone_hears_nothing_of_visits_that_stand(desk: Desk, chat: Chat) -> None:
    await chat.says("when is my appointment?", "Walter Grant, January 30 1947", "no")
    assert chat.requests == ["unclear_identity"]
    assert "March" not in chat.said


async def test_the_first_at_the_read_back_of_particulars_is_an_answer_and_no_birthday(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("book a flu shot for wednesday", "Petra Novak, June 2 1990", "917 555 0199")
    assert chat.waiting_for == "confirmation"
    await chat.says("the first one")
    assert "April" not in chat.said
    assert "Thank you, Petra" in chat.said
