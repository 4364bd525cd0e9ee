"""Requests with records and checkpoints in PostgreSQL, as two processes would share them: one effect all the same."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from deciding import Decider, asks_for_refill, messages
from running import BEARER, Desk, assembled, door, running_desk

from demo import people


@pytest.fixture
async def on_postgres(desk_folder: Path, postgres_url: str) -> AsyncIterator[tuple[Desk, dict[str, str]]]:
    urls = {
        "database_url": postgres_url.replace("postgresql://", "postgresql+psycopg://"),
        "checkpoint_url": postgres_url,
    }
    async with running_desk(desk_folder, **urls) as desk:
        yield desk, urls


async def test_two_processes_that_decide_at_once_have_one_effect(
    on_postgres: tuple[Desk, dict[str, str]], tmp_path: Path
) -> None:
    desk, urls = on_postgres
    chat = await desk.chat()
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    here = Decider(desk.http)
    version = (await here.reads(request_id))["version"]
    async with assembled(desk.frontdesk.settings.data_dir, **urls) as other, door(other) as http:
        there = Decider(http)
        answers = await asyncio.gather(
            *(
                each.tries(request_id, "approve", version=version, edits={"quantity": 60})
                for each in (here, there, here, there)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        assert (await there.reads(request_id))["status"] == "approved"
    bundle = (await desk.http.get("/fhir/MedicationRequest?_count=1000", headers=BEARER)).json()
    assert sum("basedOn" in entry["resource"] for entry in bundle["entry"]) == 1
    assert sum("approved" in text for text in await messages(chat)) == 1


async def test_a_question_and_its_answer_pass_through_postgres(
    on_postgres: tuple[Desk, dict[str, str]],
) -> None:
    desk, _ = on_postgres
    chat = await desk.chat()
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    staff = Decider(desk.http)
    await staff.decides(request_id, "ask", question="Which pharmacy do you use?")
    await chat.says("The Walgreens on Main Street")
    await desk.frontdesk.requests.settled()
    seen = await staff.reads(request_id)
    assert (seen["status"], seen["exchanges"][0]["answer"]) == ("waiting", "The Walgreens on Main Street")
    assert (await staff.decides(request_id, "reject", reason="Please come in first."))["status"] == "rejected"
