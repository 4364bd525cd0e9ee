"""The repair patterns, a table each: played without a model and with one that is asked about every open line."""

# ruff: noqa: F811  (a fixture that is imported has the name of the argument)

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from modelled import open_desk  # noqa: F401 fixture
from running import Desk

from demo import people

pytestmark = pytest.mark.asyncio(loop_scope="module")
TABLE = yaml.safe_load(Path(__file__).with_name("repair.yaml").read_text(encoding="utf-8"))
STARTS: dict[str, list[str]] = TABLE["starts"]
ROWS = [
    pytest.param(row, id=f"{name} {number}")
    for name, rows in TABLE["patterns"].items()
    for number, row in enumerate(rows, 1)
]


@pytest.mark.parametrize("row", ROWS)
async def test_the_talk_is_mended(open_desk: Desk, row: dict[str, Any]) -> None:
    chat = await open_desk.chat(language=row.get("language", "en"), channel=row.get("channel", "web"))
    for line in STARTS.get(str(row["start"]), row["start"]):
        await chat.says(line)
    for [[line, holds]] in (step.items() for step in row["talk"]):
        said = await chat.says(line)
        assert re.search(holds, said), f"{line!r} was answered with {said!r}"


async def test_no_question_comes_three_times_in_the_same_words(open_desk: Desk) -> None:
    """Whatever comes back: misses, digressions, other facts."""
    chat = await open_desk.chat()
    await chat.says(*STARTS["offered"])
    questions = [chat.turn["messages"][-1]["text"]]
    for line in ("blorp", "where do I park?", "what?", "it is about my knee", "are you a robot?"):
        await chat.says(line)
        questions.append(chat.turn["messages"][-1]["text"])
    assert max(questions.count(question) for question in questions) < 3


async def test_nothing_of_all_this_wrote_anything(open_desk: Desk) -> None:
    chat = await open_desk.chat()
    before = await open_desk.changes()
    await chat.says(*STARTS["read_back"])
    for line in (
        "what?",
        "hold on",
        "I don't know",
        "[silence]",
        "yes, but in the afternoon",
        "are you a robot?",
    ):
        await chat.says(line)
    assert await open_desk.changes() == before


async def test_after_identification_was_given_up_a_corrected_particular_finds_the_patient(
    open_desk: Desk,
) -> None:
    chat = await open_desk.chat()
    born = people.GRACE_KIM.birth_date
    await chat.says(
        "when is my appointment?", f"Grace Kim, {born:%B} {born.day}, {born.year}", "917 555 0199", "yes"
    )
    await chat.says("no code")
    assert chat.requests == ["unclear_identity"]
    again = await chat.says("can you cancel my visit then")
    assert "If a name, birthday or number that you gave was not right" in again
    await chat.says("sorry, my number is 917 555 0111", "when is my appointment?")
    assert "Friday, March 6" in chat.said
