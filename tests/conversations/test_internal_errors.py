"""Something of ours breaks in mid-talk: a decent sentence, nothing lost, and the talk goes on where it was."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from modelled import open_desk  # noqa: F401 a fixture
from patient import Chat
from running import Desk

from agents.understanding.local import LocalUnderstanding
from agents.wording import Catalog
from tools.ehr.client import Ehr

OFFERED = (
    "I'd like to book a follow-up with Dr. Osei next week",
    "Maria Alvarez, March 14, 1985, 212 555 0123",
)


def breaks(*_: Any, **__: Any) -> Any:
    raise RuntimeError("cannot go on")


@pytest.mark.parametrize(
    ("part", "method", "line", "then"),
    [
        (LocalUnderstanding, "interpret", "the first one", "Shall I book this: follow-up visit"),
        (Catalog, "render", "the first one", "Shall I book this: follow-up visit"),
        (Ehr, "find_slots", "Friday next week please", "follow-up visit I have"),
        (Ehr, "clinic_directory", "the first one", "Shall I book this: follow-up visit"),
    ],
    ids=["understanding", "a node", "a tool", "a tool that is not needed now"],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_next_line_goes_on_where_the_talk_was(
    open_desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    part: type,
    method: str,
    line: str,
    then: str,
) -> None:
    chat = await open_desk.chat()
    await chat.says(*OFFERED)
    with monkeypatch.context() as broken:
        broken.setattr(part, method, breaks)
        said = await chat.says(line)
    if method != "clinic_directory":
        assert "something went wrong on our side" in said
        assert "internal_error" in chat.requests
        said = await chat.says(line)
    assert then in said
    assert await open_desk.changes() == []


async def test_the_third_time_a_person_goes_on_with_everything_known(
    desk_folder: Path, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.says(*OFFERED)
    with monkeypatch.context() as broken:
        broken.setattr(LocalUnderstanding, "interpret", breaks)
        said = [await chat.says("the first one") for _ in range(3)]
    assert ["a person goes on" in each for each in said] == [False, False, True]
    with closing(sqlite3.connect(desk_folder / "frontdesk.sqlite")) as records:
        summaries = [row for (row,) in records.execute("SELECT summary FROM requests")]
    for fact in ("Maria Alvarez", "1985-03-14", "+12125550123", "visit_type: follow_up", "the first one"):
        assert all(fact in summary for summary in summaries), fact
    assert "Shall I book this" in await chat.says("the first one")


@pytest.mark.parametrize(("part", "method"), [(LocalUnderstanding, "interpret"), (Catalog, "render")])
async def test_a_talk_whose_first_line_breaks_begins_with_the_next(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, part: type, method: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(part, method, breaks)
        assert "something went wrong" in await chat.says(" ".join(OFFERED))
    assert "follow-up visit I have" in await chat.says(*OFFERED)
