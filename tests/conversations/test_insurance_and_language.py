"""Wishes for a clinician who speaks a language, and plans of insurance where the clinic's rules ask for them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from ehr_changes import Booked, Moved
from own_task import in_own_task
from patient import Chat
from running import Desk, running_desk

import demo
from demo import people

MARIA_IN_SPANISH = ("María Álvarez, 14 de marzo de 1985", "212 555 0123")


@pytest.fixture
async def choosy_desk(desk_folder: Path) -> AsyncIterator[Desk]:
    """A clinic whose Dr. Osei takes Medicaid and Medicare alone."""
    clinic = desk_folder / "clinic"
    clinic.mkdir()
    written = (demo.CLINIC_FOLDER / "clinic.yaml").read_text(encoding="utf-8")
    open_to_all = "name: Dr. Ama Osei, panel: open}"
    assert open_to_all in written
    choosy = "name: Dr. Ama Osei, panel: open, insurance: [Medicaid, Medicare]}"
    (clinic / "clinic.yaml").write_text(written.replace(open_to_all, choosy), encoding="utf-8")
    async with in_own_task(running_desk(desk_folder, clinic=clinic)) as desk:
        yield desk


async def has_on_file(desk: Desk, plan: str) -> None:
    coverage = {
        "resourceType": "Coverage",
        "status": "active",
        "beneficiary": {"reference": f"Patient/{people.MARIA_ALVAREZ.id}"},
        "payor": [{"display": plan}],
    }
    (await desk.fhir.post("Coverage", json=coverage)).raise_for_status()


def clinicians(chat: Chat) -> set[str]:
    return {option["label"].partition(" with ")[2].partition(" at ")[0] for option in chat.options}


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("I'd like a follow-up next week with a doctor who speaks Spanish", "Here is who speaks Spanish."),
        (
            "a follow-up next week with somebody who speaks Mandarin",
            "nobody for this visit who speaks Chinese",
        ),
    ],
)
async def test_a_language_is_kept_to_where_somebody_speaks_it_and_else_said_to_be_missing(
    desk: Desk, chat: Chat, wish: str, said: str
) -> None:
    await chat.says(wish)
    await chat.identifies_as(people.MARIA_ALVAREZ)
    assert said in chat.said
    assert chat.turn["active_task"] == "book"
    assert (clinicians(chat) == {"Dr. Daniel Reyes"}) == ("Spanish" in said)
    await chat.says("the first one", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)


async def test_a_language_that_comes_to_mind_later_is_looked_for_anew_also_in_spanish(desk: Desk) -> None:
    chat = await desk.chat(language="es")
    await chat.says("quiero una cita de seguimiento la próxima semana", *MARIA_IN_SPANISH)
    assert chat.waiting_for == "choice"
    await chat.says("prefiero un médico que hable español")
    assert "hablan español" in chat.said
    assert {"Reyes" in option["label"] for option in chat.options} == {True}


async def test_no_plan_is_asked_for_where_no_rule_needs_it(desk: Desk, chat: Chat) -> None:
    await chat.says("I'd like a follow-up with Dr. Osei next week, my insurance is Cigna")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    assert clinicians(chat) == {"Dr. Ama Osei"}


@pytest.mark.parametrize(
    ("answer", "with_whom"),
    [
        ("I have Medicaid", {"Dr. Ama Osei"}),
        ("it's cigna", {"Dr. Chidi Okafor", "Dr. Karin Lindqvist", "Nurse Tanya Brooks", "Dr. Daniel Reyes"}),
    ],
)
async def test_a_plan_that_a_rule_needs_is_asked_for_and_leads_to_those_who_take_it(
    choosy_desk: Desk, answer: str, with_whom: set[str]
) -> None:
    chat = await choosy_desk.chat()
    await chat.says("I'd like a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    assert chat.waiting_for == "insurance"
    await chat.says(answer)
    assert ("Dr. Ama Osei does not take Cigna" in chat.said) == (answer == "it's cigna")
    assert clinicians(chat) <= with_whom
    await chat.says("the first one", "yes")
    [booked] = await choosy_desk.changes()
    assert isinstance(booked, Booked)


@pytest.mark.parametrize(
    ("lines", "heard"),
    [
        (["move my appointment to Dr. Osei next week, I have Medicaid"], "Dr. Ama Osei"),
        (["move my appointment to Dr. Osei next week", "Medicaid"], "Dr. Ama Osei"),
        (["move my appointment to Dr. Osei next week, my insurance is Cigna"], "does not take Cigna"),
    ],
)
async def test_a_visit_moves_to_somebody_else_with_the_plan_that_was_told(
    choosy_desk: Desk, lines: list[str], heard: str
) -> None:
    """Grace is with somebody who takes all plans, and has none on file."""
    chat = await choosy_desk.chat()
    await chat.says(lines[0])
    await chat.identifies_as(people.GRACE_KIM)
    for line in lines[1:]:
        assert chat.waiting_for == "insurance"
        await chat.says(line)
    assert heard in chat.said
    await chat.says("the first one", "yes")
    [change] = await choosy_desk.changes()
    assert isinstance(change, Moved)


async def test_a_plan_on_file_is_used_and_not_asked_for(choosy_desk: Desk) -> None:
    await has_on_file(choosy_desk, "NY Medicaid")
    chat = await choosy_desk.chat()
    await chat.says("I'd like a follow-up with Dr. Osei next week")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    assert clinicians(chat) == {"Dr. Ama Osei"}


@pytest.mark.parametrize(
    ("language", "wish", "answer", "said"),
    [
        ("en", "I'd like a follow-up next week", "Golden Shield Plus", "do not find “Golden Shield Plus”"),
        ("en", "I'd like a follow-up next week", "I don't have insurance", "without insurance are arranged"),
        ("es", "quiero una cita de seguimiento", "pago por mi cuenta", "sin seguro las organiza"),
        ("es", "quiero una cita de seguimiento", "Monterrey Salud", "No encuentro «Monterrey Salud»"),
    ],
)
async def test_a_plan_that_is_not_taken_and_paying_oneself_are_for_staff_and_said_plainly(
    choosy_desk: Desk, language: str, wish: str, answer: str, said: str
) -> None:
    chat = await choosy_desk.chat(language=language)
    await chat.says(wish, *MARIA_IN_SPANISH) if language == "es" else await chat.says(wish)
    if language == "en":
        await chat.identifies_as(people.MARIA_ALVAREZ)
    assert chat.waiting_for == "insurance"
    await chat.says(answer)
    assert said in chat.said
    assert chat.requests == ["out_of_policy"]
    assert await choosy_desk.changes() == []
