"""The EHR fails in the middle of a patient's wish: one effect or none, the truth, and a request for staff."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from ehr_changes import Booked, Cancelled, Moved, Registered
from faulty import FaultyTransport
from own_task import in_own_task
from patient import Chat
from running import Desk, running_desk

import server.fhir_server
from demo import people
from tools.fhir_client import connect_fhir

LOST = "connection reset after the effect"
CLAIMS_SUCCESS = ("It is booked", "is moved", "is cancelled", "has been moved", "has been cancelled")


@pytest.fixture
def ehr_line(monkeypatch: pytest.MonkeyPatch) -> list[FaultyTransport]:
    """The service's line to its EHR, once it runs."""
    lines: list[FaultyTransport] = []

    def connect(*base_url: str, app: Any, **given: Any) -> Any:
        lines.append(FaultyTransport(httpx.ASGITransport(app=app)))
        return connect_fhir(*base_url, transport=lines[0], **given)

    monkeypatch.setattr(server.fhir_server, "connect_fhir", connect)
    return lines


@pytest.fixture
async def desk(desk_folder: Path, ehr_line: list[FaultyTransport]) -> AsyncIterator[Desk]:
    async with in_own_task(running_desk(desk_folder)) as desk:
        yield desk


@pytest.fixture
async def chat(desk: Desk) -> Chat:
    return await desk.chat()


async def before_booking(chat: Chat) -> None:
    await chat.says("I'd like a follow-up with Dr. Osei on Thursday")
    await chat.identifies_as(people.MARIA_ALVAREZ)
    await chat.says("at 9 am")
    assert chat.waiting_for == "confirmation"


async def before_moving(chat: Chat) -> None:
    await chat.says("I need to move my appointment on Friday to the Monday after in the morning")
    await chat.identifies_as(people.GRACE_KIM)
    await chat.says("the first one")
    assert chat.waiting_for == "confirmation"


async def before_cancelling(chat: Chat) -> None:
    await chat.says("please cancel my appointment")
    await chat.identifies_as(people.GRACE_KIM)
    assert chat.waiting_for == "confirmation"


BEFORE = {
    "book": (before_booking, "POST Appointment", Booked),
    "move": (before_moving, "PUT Appointment", Moved),
    "cancel": (before_cancelling, "PUT Appointment", Cancelled),
}


@pytest.mark.parametrize("what", BEFORE)
async def test_an_outage_from_the_yes_on_changes_nothing_and_staff_are_asked(
    desk: Desk, chat: Chat, ehr_line: list[FaultyTransport], what: str
) -> None:
    arrange, _, _ = BEFORE[what]
    await arrange(chat)
    ehr_line[0].arm("503", recovers=False)
    await chat.says("yes")
    ehr_line[0].disarm()
    assert ehr_line[0].struck
    assert not any(words in chat.said for words in CLAIMS_SUCCESS), chat.said
    assert chat.requests != [], chat.said
    assert await desk.changes() == []


@pytest.mark.parametrize("what", BEFORE)
async def test_a_lost_answer_that_reading_back_clears_up_is_told_as_done(
    desk: Desk, chat: Chat, ehr_line: list[FaultyTransport], what: str
) -> None:
    arrange, write, effect = BEFORE[what]
    await arrange(chat)
    ehr_line[0].arm(LOST, recovers=True, at=write)
    await chat.says("yes")
    assert ehr_line[0].struck
    assert chat.requests == []
    [change] = await desk.changes()
    assert isinstance(change, effect)


@pytest.mark.parametrize("what", BEFORE)
async def test_a_lost_answer_before_an_outage_is_told_as_being_confirmed_and_staff_are_asked(
    desk: Desk, chat: Chat, ehr_line: list[FaultyTransport], what: str
) -> None:
    arrange, write, _ = BEFORE[what]
    await arrange(chat)
    ehr_line[0].arm("connection reset before the effect", recovers=False, at=write)
    await chat.says("yes")
    ehr_line[0].disarm()
    assert ehr_line[0].struck
    assert not any(words in chat.said for words in CLAIMS_SUCCESS), chat.said
    assert "confirm" in chat.said, chat.said
    assert chat.requests != [], chat.said


async def test_a_busy_ehr_that_recovers_is_not_noticed(
    desk: Desk, chat: Chat, ehr_line: list[FaultyTransport]
) -> None:
    await before_booking(chat)
    ehr_line[0].arm("503", recovers=True)
    await chat.says("yes")
    assert ehr_line[0].struck
    [change] = await desk.changes()
    assert isinstance(change, Booked)


async def test_a_new_patient_whose_registration_was_lost_is_on_file_once(
    desk: Desk, chat: Chat, ehr_line: list[FaultyTransport]
) -> None:
    await chat.says("Hello, I'm new here and would like to see a doctor", "Priya Raman", "July 9th 1992")
    await chat.says("646 555 0188")
    ehr_line[0].arm(LOST, recovers=True, at="POST Patient")
    await chat.says("yes, it's my first visit")
    assert ehr_line[0].struck
    assert await desk.changes() == [Registered("Priya Raman", "1992-07-09", "+16465550188")]
