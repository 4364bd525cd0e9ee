"""The waiting list in conversation: joined and left after a yes, and asked about when a visit is booked."""

import pytest
from patient import Chat
from running import Desk

from demo import people


async def waiting(desk: Desk, status: str = "waitlist") -> list[str]:
    """Kinds of visits for which entries of this status stand in the EHR."""
    found = await desk.fhir.get(
        "Appointment", params={"identifier": "urn:frontdesk:waitlist|", "status": status}
    )
    return [each["resource"]["serviceType"][0]["coding"][0]["code"] for each in found.json().get("entry", [])]


async def joins(chat: Chat, kind: str) -> None:
    await chat.says(f"put me on the waiting list for a {kind}, please")
    if chat.waiting_for in ("first_name", "last_name"):
        await chat.identifies_as(people.MARIA_ALVAREZ)
    assert chat.waiting_for == "confirmation", chat.said
    await chat.says("yes")
    assert "on the waiting list" in chat.said


async def test_a_patient_is_put_on_the_list_after_a_yes_and_taken_off_after_another(
    desk: Desk, chat: Chat
) -> None:
    await chat.says("can you put me on the waiting list for a follow-up with Dr. Osei")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    assert "Dr. Ama Osei" in chat.said
    assert await waiting(desk) == []
    await chat.says("yes please")
    assert "Nothing is booked" in chat.said
    assert await waiting(desk) == ["follow-up"]
    await chat.says("actually, take me off the waiting list")
    assert "follow-up" in chat.said
    assert await waiting(desk) == ["follow-up"]
    await chat.says("yes")
    assert await waiting(desk) == []
    assert await waiting(desk, "cancelled") == ["follow-up"]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("please remove me from the waitlist for the follow-up", ["sick-visit"]),
        ("I don't need the waiting list anymore, take me off the waiting list", []),
    ],
)
async def test_of_two_lists_the_one_that_is_named_is_left_else_both(
    desk: Desk, chat: Chat, line: str, left: list[str]
) -> None:
    await joins(chat, "follow-up")
    await joins(chat, "sick visit")
    await chat.says(line)
    assert chat.waiting_for == "confirmation", chat.said
    await chat.says("yes")
    assert await waiting(desk) == left


async def test_a_no_to_joining_or_leaving_changes_nothing(desk: Desk, chat: Chat) -> None:
    await chat.says("waiting list for a follow-up please")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("no")
    assert await waiting(desk) == []
    await joins(chat, "follow-up")
    await chat.says("take me off the waitlist", "no")
    assert await waiting(desk) == ["follow-up"]


async def test_who_waits_for_nothing_hears_so_in_their_language(chat: Chat) -> None:
    await chat.says("en español, por favor", "quíteme de la lista de espera")
    await chat.says("Grace Kim, 2 de junio de 1990, 917 555 0111")
    assert "no está en nuestra lista de espera" in chat.said


@pytest.mark.parametrize(("answer", "left"), [("yes", []), ("no", ["follow-up"])])
async def test_who_books_what_they_waited_for_is_asked_whether_to_wait_on(
    desk: Desk, chat: Chat, answer: str, left: list[str]
) -> None:
    await joins(chat, "follow-up")
    await chat.says("now book me a follow-up with Dr. Osei next week", "the first one", "yes")
    assert "It is booked" in chat.said
    assert "now that there is a visit" in chat.said
    await chat.says(answer)
    assert await waiting(desk) == left
    assert await waiting(desk, "cancelled") == ([] if left else ["follow-up"])


async def test_a_booking_of_another_kind_asks_nothing(desk: Desk, chat: Chat) -> None:
    await joins(chat, "sick visit")
    await chat.says("book me a follow-up with Dr. Osei next week", "the first one", "yes")
    assert "waiting list" not in chat.said
    assert await waiting(desk) == ["sick-visit"]
