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
