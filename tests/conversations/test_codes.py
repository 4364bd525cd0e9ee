"""A one-time code to the phone on file, where the clinic asks for level 2."""

import asyncio
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from ehr_changes import Cancelled
from own_task import in_own_task
from patient import Chat
from running import Desk, running_desk

import demo
from demo import people

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM


async def outbox(http: httpx.AsyncClient) -> list[dict[str, Any]]:
    return list((await http.get("/demo/outbox")).raise_for_status().json()["deliveries"])


async def last_code(desk: Desk) -> str:
    return str((await outbox(desk.http))[0]["text"][:6])


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def told_to_staff(folder: Path) -> list[str]:
    """How surely each request's patient was identified; what staff read holds no code."""
    with closing(sqlite3.connect(folder / "frontdesk.sqlite")) as records:
        summaries = [row for (row,) in records.execute("SELECT summary FROM requests")]
    assert not any(re.search(r"\b\d{6}\b", summary) for summary in summaries)
    return [json.loads(summary)["assurance"] for summary in summaries]


async def at_the_code(desk: Desk) -> Chat:
    """Maria asks for a refill and is asked for a code."""
    chat = await desk.chat()
    await chat.says("I need a refill of my lisinopril")
    await chat.identifies_as(MARIA)
    assert chat.waiting_for == "code"
    return chat


async def test_a_refill_is_asked_for_with_the_code_sent_to_the_phone_on_file(desk: Desk, chat: Chat) -> None:
    chat = await at_the_code(desk)
    code = await last_code(desk)
    assert code not in chat.said
    [sent] = await outbox(desk.http)
    assert (sent["recipient"], sent["channel"]) == (MARIA.phone, "sms")
    await chat.says(f"it's {code[:3]} {code[3:]}")
    assert "days of Lisinopril" in chat.said  # of her own list
    assert code not in chat.said
    await chat.says("two weeks")
    assert chat.requests == ["refill"]


async def test_once_proven_nothing_more_is_asked_in_the_conversation(desk: Desk) -> None:
    chat = await at_the_code(desk)
    await chat.says(
        await last_code(desk), "ten days", "no", "I also need a refill of my metformin", "ten days"
    )
    assert (chat.requests, len(await outbox(desk.http))) == (["refill"], 1)


async def test_a_wrong_code_is_asked_for_again_and_the_third_one_leaves_it_to_staff(
    desk: Desk, desk_folder: Path
) -> None:
    chat = await at_the_code(desk)
    wrong = other(await last_code(desk))
    await chat.says(wrong, wrong)
    assert (chat.waiting_for, chat.requests) == ("code", [])
    await chat.says(wrong, await last_code(desk))
    assert chat.requests == ["refill"]
    assert told_to_staff(desk_folder) == ["matched"]


@pytest.mark.parametrize("words", ["send me a new code", "I didn't get it"])
async def test_a_new_code_is_sent_on_request_and_the_old_one_is_good_no_more(desk: Desk, words: str) -> None:
    chat = await at_the_code(desk)
    old = await last_code(desk)
    await chat.says(words)
    assert chat.waiting_for == "code"
    codes = [each["text"][:6] for each in await outbox(desk.http)]
    assert len(codes) == 2
    new = next(each for each in reversed(codes) if each != old)
    await chat.says(old)
    assert chat.requests == []
    await chat.says(new, "ten days")
    assert chat.requests == ["refill"]


@pytest.mark.parametrize("words", ["no", "I can't get texts", "it's a landline"])
async def test_who_cannot_get_a_code_is_helped_by_staff(desk: Desk, words: str) -> None:
    chat = await at_the_code(desk)
    await chat.says(words)
    assert chat.requests == ["refill"]


async def test_the_code_is_one_of_the_options_taps(desk: Desk) -> None:
    chat = await at_the_code(desk)
    await chat.picks("Send a new code")
    assert len(await outbox(desk.http)) == 2
    await chat.picks("cannot get")
    assert chat.requests == ["refill"]


async def test_a_question_in_between_does_not_lose_the_code(desk: Desk) -> None:
    chat = await at_the_code(desk)
    await chat.says("where do I park?")
    assert chat.waiting_for == "code"
    await chat.says(await last_code(desk), "ten days")
    assert chat.requests == ["refill"]


async def test_guessing_ends_at_the_limit_from_any_mix_of_conversations(
    desk: Desk, desk_folder: Path
) -> None:
    """Eight conversations guess at once; whoever comes after them is not even compared."""
    chats = [await at_the_code(desk) for _ in range(8)]
    codes = {each["text"][:6] for each in await outbox(desk.http)}
    wrong = next(f"{n:06}" for n in range(100) if f"{n:06}" not in codes)
    await asyncio.gather(*(chat.says(wrong) for chat in chats))
    refused = [chat for chat in chats if chat.requests == ["refill"]]
    assert len(refused) == 3
    by_conversation = {each["conversation_id"]: each["text"][:6] for each in await outbox(desk.http)}
    for chat in chats:
        if chat not in refused:
            await chat.says(by_conversation[chat.path.rpartition("/")[2]])
            assert chat.requests == ["refill"]
    assert told_to_staff(desk_folder) == ["matched"] * 8


@pytest.fixture
async def strict_desk(desk_folder: Path) -> Any:
    """A clinic that asks for a code before existing visits are heard of."""
    clinic = desk_folder / "clinic"
    shutil.copytree(demo.CLINIC_FOLDER, clinic)
    file = clinic / "clinic.yaml"
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    written["identity"]["appointments"] = 2
    file.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    async with in_own_task(running_desk(desk_folder, clinic=clinic)) as desk:
        yield desk


async def test_a_clinic_may_ask_for_a_code_before_visits_are_changed(strict_desk: Desk) -> None:
    chat = await strict_desk.chat()
    await chat.says("cancel my appointment on Friday")
    await chat.identifies_as(GRACE)
    assert chat.waiting_for == "code"
    assert "March 6" not in chat.said
    await chat.says(await last_code(strict_desk), "yes")
    assert await strict_desk.changes() == [Cancelled("appointment-grace-kim")]


async def test_without_the_code_such_visits_are_left_to_staff(strict_desk: Desk) -> None:
    chat = await strict_desk.chat()
    await chat.says("when is my appointment?")
    await chat.identifies_as(GRACE)
    await chat.says("no code")
    assert chat.requests == ["unclear_identity"]
    assert "March 6" not in chat.said


NEW_PHONE = "212 555 0199"


@pytest.mark.parametrize(
    ("wish", "language", "says_so", "heard"),
    [
        ("when is my appointment?", "en", "yes", "Friday, March 6"),
        ("I'd like a follow-up", "en", "I have been there before", "Which one suits you"),
        ("¿cuándo es mi cita?", "es", "sí", "viernes 6 de marzo"),
    ],
)
async def test_who_has_another_phone_is_known_by_a_code_to_the_phone_on_file(
    desk: Desk, wish: str, language: str, says_so: str, heard: str
) -> None:
    chat = await desk.chat(language=language)
    await chat.says(wish, "Grace Kim, 06/02/1990" if language == "en" else "Grace Kim, 2 de junio de 1990")
    await chat.says(NEW_PHONE, says_so)
    assert chat.waiting_for == "code"
    [sent] = await outbox(desk.http)
    assert sent["recipient"] == GRACE.phone
    await chat.says(await last_code(desk))
    assert heard in chat.said


async def test_nobody_learns_by_the_code_who_is_on_file(desk: Desk) -> None:
    patient, stranger = await desk.chat(), await desk.chat()
    for chat, name in ((patient, "Grace Kim"), (stranger, "Petra Novak")):
        await chat.says("when is my appointment?", f"{name}, June 2 1990", NEW_PHONE, "yes")
    assert patient.said == stranger.said
    [sent] = await outbox(desk.http)
    assert sent["recipient"] == GRACE.phone
    code = await last_code(desk)
    assert await patient.says(other(code)) == await stranger.says(code)
    for chat in (patient, stranger):
        await chat.says("no code")
        assert chat.requests == ["unclear_identity"]
        assert "March 6" not in chat.said
