"""What Epic offers no write for, or does not answer: the patient hears the truth, and staff get all that is known."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from ehr_changes import Booked
from on_epic import EpicDesk, desk_on_epic
from own_task import in_own_task
from patient import Chat
from running import Desk

from demo import people
from evals.standins.practice.faults import Fault


@pytest.fixture
async def desk(desk_folder: Path) -> AsyncIterator[EpicDesk]:
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


async def test_the_waiting_list_is_kept_by_staff_who_hear_what_is_waited_for(
    desk: Desk, chat: Chat, desk_folder: Path
) -> None:
    await chat.says("put me on the waiting list for a follow-up with Dr. Osei")
    await chat.identifies_as(people.GRACE_KIM)
    await chat.says("yes")
    assert "our team" in chat.said.casefold()
    assert "Done" not in chat.said
    assert chat.requests == ["join_waitlist"]
    request = put_before_staff(desk_folder)
    assert (request["patient_id"], request["reason"]) == (people.GRACE_KIM.id, "not_supported")
    assert {"visit_type: follow_up", "clinician: practitioner-osei"} <= set(request["told"])


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
    await chat.says("I can't get the code")
    assert chat.requests == ["refill"]
    assert await desk.changes() == []


@pytest.mark.parametrize("loss", ["lost before", "lost after"])
async def test_a_booking_whose_answer_is_lost_ends_as_told(
    desk: EpicDesk, chat: Chat, desk_folder: Path, loss: Fault
) -> None:
    """Lost on the way there: it is not pretended to be booked. Lost on the way back: Epic shows that it is."""
    await chat.says("I'd like a follow-up with Dr. Osei on Thursday morning")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("the first one")
    desk.server.faults.arm(loss, "POST $book")
    await chat.says("yes")
    if loss == "lost before":
        assert "has not confirmed it yet" in chat.said
        assert put_before_staff(desk_folder)["wanted"].startswith("2026-03-05T")
        assert await desk.changes() == []
    else:
        assert "It is booked" in chat.said
        [booked] = await desk.changes()
        assert isinstance(booked, Booked)
    assert sum(each.endswith("$book") for each in desk.server.faults.seen) == 1
