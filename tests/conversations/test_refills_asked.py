"""Refills as patients ask for them: which medicine of their own list, how much is left, and what they are told."""

from typing import Any

import pytest
from deciding import Decider, last_code
from patient import Chat
from running import Desk

from demo import people

LISINOPRIL, METFORMIN = "Lisinopril 10 mg tablet", "Metformin 500 mg tablet"
MARIA = people.MARIA_ALVAREZ


async def proven(chat: Chat, line: str) -> Chat:
    """Maria says `line`, tells who she is, and proves it by the code."""
    await chat.says(line)
    await chat.says("Maria Alvarez, 3/14/1985, 212 555 0123")
    await chat.says(await last_code(chat))
    return chat


async def told(desk: Desk, chat: Chat) -> list[dict[str, Any]]:
    """What staff are given of each request of the last turn."""
    staff = Decider(desk.http)
    seen = [await staff.reads(each["id"]) for each in chat.turn["requests"]]
    return [each["request"] for each in seen]


@pytest.mark.parametrize(
    ("language", "wish", "answers", "medicines", "days"),
    [
        ("en", "I need a refill of my zestril", ["two weeks, no trouble"], [LISINOPRIL], "14"),
        ("en", "refill my metforming please, I have 4 days left", [], [METFORMIN], "4"),
        ("en", "I need a refill", ["the blood pressure one", "10"], [LISINOPRIL], "10"),
        ("en", "I need a refill", ["both", "a week"], [LISINOPRIL, METFORMIN], "7"),
        ("en", "I need a refill of lisinopril and metformin", ["a few"], [LISINOPRIL, METFORMIN], "3"),
        ("en", "refill my lisinopril", ["no wait, I meant metformin", "a week"], [METFORMIN], "7"),
        ("es", "necesito resurtir mi medicina para la presión", ["dos semanas"], [LISINOPRIL], "14"),
        ("es", "necesito que me surtan mi receta", ["todos", "una semana"], [LISINOPRIL, METFORMIN], "7"),
    ],
)  # fmt: skip
async def test_what_is_asked_for_is_found_in_the_patients_own_list_one_request_for_each(
    desk: Desk, language: str, wish: str, answers: list[str], medicines: list[str], days: str
) -> None:
    chat = await proven(await desk.chat(language=language), wish)
    await chat.says(*answers)
    asked = [each["told"] for each in await told(desk, chat)]
    assert [each["medicine"] for each in asked] == medicines
    assert [each["days_left"] for each in asked] == [days] * len(medicines)
    assert all(each["medication"].startswith("medication-maria-alvarez") for each in asked)
    assert all(name in chat.said for name in medicines)
    assert ("by Tuesday, March 3" if language == "en" else "a más tardar el martes 3 de marzo") in chat.said


async def test_nothing_of_the_list_is_told_before_it_is_proven_who_asks(desk: Desk, chat: Chat) -> None:
    heard = [await chat.says("I need a refill")]
    heard.append(await chat.identifies_as(MARIA))
    heard.append(await chat.says("I can't get the code"))
    assert chat.waiting_for == "medicine"
    heard.append(await chat.says("the blood pressure pills"))
    assert chat.requests == ["refill"]
    assert not any(name in "\n".join(heard).casefold() for name in ("lisinopril", "metformin"))
    [request] = await told(desk, chat)
    assert "medication" not in request["told"]


@pytest.mark.parametrize(
    ("answer", "problems", "heard"),
    [
        ("I ran out yesterday", None, "urgent"),
        ("a week, but since I take it I have been coughing", "side_effect", "nurse at once"),
    ],
)
async def test_running_out_and_side_effects_go_to_a_nurse_at_once(
    desk: Desk, chat: Chat, answer: str, problems: str | None, heard: str
) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    await chat.says(answer)
    [request] = await told(desk, chat)
    assert (request["urgent"], request["told"].get("problems")) == (True, problems)
    assert heard in chat.said


async def test_a_red_flag_in_the_answer_comes_before_the_refill(desk: Desk, chat: Chat) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    await chat.says("I have chest pain right now")
    assert "911" in chat.said
    assert chat.requests == ["urgent_callback"]


async def test_a_medicine_that_is_not_on_the_list_is_passed_on_as_just_that(desk: Desk, chat: Chat) -> None:
    await proven(chat, "can I get a refill of ozempic")
    await chat.says("none, it would be new")
    assert "do not find ozempic" in chat.said
    [request] = await told(desk, chat)
    assert (request["told"]["medicine"], request["reason"]) == ("ozempic", "not on the list")


async def test_a_visit_that_is_due_can_be_booked_at_once(desk: Desk, chat: Chat) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    await chat.says("ten days")
    assert "Would you like to book one now?" in chat.said
    await chat.says("yes")
    assert chat.turn["active_task"] == "book"


async def test_a_question_in_between_is_answered_and_the_refill_goes_on(desk: Desk, chat: Chat) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    await chat.says("where do I park?")
    assert "garage" in chat.said
    await chat.says("ten days")
    assert chat.requests == ["refill"]
