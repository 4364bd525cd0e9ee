"""What Epic offers no write for: the patient is told the truth, and staff get a request with everything in it."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from on_epic import desk_on_epic
from own_task import in_own_task
from patient import Chat
from running import Desk

from demo import people


@pytest.fixture
async def desk(desk_folder: Path) -> AsyncIterator[Desk]:
    async with in_own_task(desk_on_epic(desk_folder, own_calls=False)) as desk:
        yield desk


@pytest.fixture
async def chat(desk: Desk) -> Chat:
    return await desk.chat()


def put_before_staff(folder: Path) -> dict[str, Any]:
    """The one request that staff have, as our records hold it."""
    with closing(sqlite3.connect(folder / "frontdesk.sqlite")) as records:
        [(summary,)] = records.execute("SELECT summary FROM requests").fetchall()
    return dict(json.loads(summary))


async def test_a_cancellation_goes_to_staff_after_the_yes(desk: Desk, chat: Chat, desk_folder: Path) -> None:
    await chat.says("please cancel my appointment")
    await chat.identifies_as(people.GRACE_KIM)
    assert "Friday, March 6" in chat.said
    assert chat.requests == []
    await chat.says("yes")
    assert "our team" in chat.said.casefold()
    assert "is cancelled" not in chat.said.casefold()
    assert chat.requests == ["out_of_policy"]
    assert await desk.changes() == []
    request = put_before_staff(desk_folder)
    assert request["appointment"].startswith("appointment-grace-kim 2026-03-06T")
    assert (request["patient_id"], request["task"]) == (people.GRACE_KIM.id, "cancel_appointment")
    assert "not_supported" in request["reason"]


async def test_a_move_goes_to_staff_with_the_time_that_was_chosen(
    desk: Desk, chat: Chat, desk_folder: Path
) -> None:
    await chat.says("I need to move my appointment on Friday to the Monday after in the morning")
    await chat.identifies_as(people.GRACE_KIM)
    await chat.says("the first one")
    await chat.says("yes")
    assert "our team" in chat.said.casefold()
    assert chat.requests == ["out_of_policy"]
    assert await desk.changes() == []
    request = put_before_staff(desk_folder)
    assert request["appointment"].startswith("appointment-grace-kim 2026-03-06T")
    assert request["wanted"].startswith("2026-03-09T")
    assert "no FHIR write that moves a visit" in request["reason"]


async def test_a_refill_goes_to_staff(desk: Desk, chat: Chat) -> None:
    await chat.says("I need a refill of my lisinopril")
    await chat.identifies_as(people.GRACE_KIM)
    assert chat.requests == ["refill"]
    assert await desk.changes() == []
