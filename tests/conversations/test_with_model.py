"""With a model: at most one call a turn, none on closed turns, and a booking even when the model dies on the way."""

from pathlib import Path

import httpx
from ehr_changes import Booked
from own_task import in_own_task
from patient import Chat
from running import Desk, running_desk

from demo import people
from evals.standins.openai_server import running_openai_server

BOOKING = {"commands": [{"command": "start_task", "task": "book"}]}
OPEN_LINE = "well it is about the thing from the other day, you know what I mean"


async def calls_of(chat: Chat, line: str) -> int:
    answer: httpx.Response = await chat.send({"text": line})
    assert answer.status_code == 200, answer.text
    chat.turn = answer.json()
    return int(answer.headers["X-Model-Calls"])


async def books_to_the_end(desk: Desk, chat: Chat) -> None:
    closed = [await calls_of(chat, line) for line in ("212 555 0123", "the first one", "yes")]
    assert closed == [0, 0, 0]
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert booked.patient == people.MARIA_ALVAREZ.id


async def test_an_open_line_costs_one_call_and_closed_turns_none(desk_folder: Path) -> None:
    with running_openai_server() as model:
        model.reply = BOOKING
        settings = {"llm_model": "stand-in", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none"}
        async with in_own_task(running_desk(desk_folder, **settings)) as desk:
            chat = await desk.chat()
            assert await calls_of(chat, OPEN_LINE) == 1
            assert chat.turn["active_task"] == "book"
            await chat.says("a follow-up with Dr. Osei next week", "Maria Alvarez, March 14 1985")
            await books_to_the_end(desk, chat)


async def test_a_model_that_dies_in_mid_conversation_keeps_nobody_from_booking(desk_folder: Path) -> None:
    with running_openai_server() as model:
        model.reply = BOOKING
        settings = {"llm_model": "stand-in", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none"}
        async with in_own_task(running_desk(desk_folder, **settings)) as desk:
            chat = await desk.chat()
            assert await calls_of(chat, OPEN_LINE) == 1
            model.stop()
            await chat.says("a follow-up with Dr. Osei next week", "Maria Alvarez, March 14 1985")
            await chat.says(OPEN_LINE)
            await books_to_the_end(desk, chat)
