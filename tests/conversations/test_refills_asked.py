"""Refills as patients ask for them: which medicine of their own list, how much is left, and what they are told."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from deciding import Decider, last_code
from patient import Chat
from running import Desk

import demo
from clinic.clock import PinnedClock
from demo import people
from tools.fhir_store import create_store

LISINOPRIL, METFORMIN = "Lisinopril 10 mg tablet", "Metformin 500 mg tablet"
TODAY = demo.DEMO_NOW.date()
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
    ids = [each["id"].partition(".")[2] for each in chat.turn["requests"]]
    assert (
        ids == ["1.refill", "1.m2.refill"][: len(medicines)]
    )  # a turn that is run again makes the same ones
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


async def test_who_does_not_know_which_medicine_is_asked_no_second_time(desk: Desk, chat: Chat) -> None:
    await proven(chat, "my refill please, the little white pill")
    await chat.says("I don't know", "ten days")
    [request] = await told(desk, chat)
    assert request["told"] == {"days_left": "10"}
    assert "little white pill" in request["words"]


async def test_a_visit_that_is_due_can_be_booked_at_once(desk: Desk, chat: Chat) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    await chat.says("ten days")
    assert "Would you like to book one now?" in chat.said
    await chat.says("yes")
    assert chat.turn["active_task"] == "book"


def second_strength() -> dict[str, Any]:
    """Maria takes lisinopril in two strengths."""
    known = next(
        each for each in demo.demo_resources(TODAY) if each["id"] == "medication-maria-alvarez-lisinopril"
    )
    other = {"text": "Lisinopril 20 mg tablet"}
    return known | {"id": "medication-maria-alvarez-lisinopril-20", "medicationCodeableConcept": other}


def pharmacy_on_file() -> dict[str, Any]:
    """Maria's lisinopril went to Elm Street Pharmacy."""
    known = next(
        each for each in demo.demo_resources(TODAY) if each["id"] == "medication-maria-alvarez-lisinopril"
    )
    return known | {
        "dispenseRequest": known["dispenseRequest"] | {"performer": {"display": "Elm Street Pharmacy"}}
    }


@pytest.fixture
def desk_folder(seed: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The demo's EHR, with the resource that a test adds or puts in place of one."""
    shutil.copy(seed, tmp_path / "fhir.sqlite")
    if added := getattr(request, "param", None):
        with create_store(
            tmp_path / "fhir.sqlite", PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo
        ) as store:
            store.load([added()])
    return tmp_path


@pytest.mark.parametrize("desk_folder", [second_strength], indirect=True)
async def test_of_two_that_fit_the_patient_picks(desk: Desk, chat: Chat) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    labels = [option["label"] for option in chat.options]
    assert sorted(labels) == [LISINOPRIL, "Lisinopril 20 mg tablet"]
    await chat.picks("20 mg")
    await chat.says("ten days")
    [request] = await told(desk, chat)
    assert request["told"]["medicine"] == "Lisinopril 20 mg tablet"


@pytest.mark.parametrize("desk_folder", [second_strength], indirect=True)
async def test_a_strength_that_is_named_is_not_asked_for(desk: Desk, chat: Chat) -> None:
    await proven(chat, "I need a refill of my lisinopril 10 mg")
    await chat.says("ten days")
    [request] = await told(desk, chat)
    assert request["told"]["medicine"] == LISINOPRIL


@pytest.mark.parametrize("desk_folder", [pharmacy_on_file], indirect=True)
@pytest.mark.parametrize(
    ("answer", "pharmacy"),
    [("same as always", "Elm Street Pharmacy"), ("no, the CVS on Main Street", "the CVS on Main Street")],
)
async def test_the_pharmacy_on_file_is_offered_by_name(
    desk: Desk, chat: Chat, answer: str, pharmacy: str
) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    await chat.says("ten days")
    assert "Elm Street Pharmacy" in chat.said
    await chat.says(answer)
    [request] = await told(desk, chat)
    assert request["told"]["pharmacy"] == pharmacy


async def test_a_question_in_between_is_answered_and_the_refill_goes_on(desk: Desk, chat: Chat) -> None:
    await proven(chat, "I need a refill of my lisinopril")
    await chat.says("where do I park?")
    assert "garage" in chat.said
    await chat.says("ten days")
    assert chat.requests == ["refill"]
