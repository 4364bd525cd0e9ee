"""A person takes a conversation over: one owner, the assistant silent, and back by itself when nobody answers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from http_talk import Talk, open_talk
from scripted import ScriptedConversations
from staff_clock import MovableClock

from clinic.requests import Staff
from server.app import create_app
from server.frontdesk import Frontdesk
from server.records.takeovers import NotYourConversation
from server.staff import Takeovers

AVERY = Staff(id="s_avery", role="nurse", name="Nurse Avery")
JORDAN = Staff(id="s_jordan", role="front_desk", name="Jordan")
PROGRAM = {"Authorization": "Bearer service-token"}


@pytest.fixture
def machine() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def http(desk: Frontdesk, machine: MovableClock) -> AsyncIterator[httpx.AsyncClient]:
    taking = Takeovers(desk.database, desk.events, desk.clock, lambda: desk.clinic, now=machine.now)
    object.__setattr__(desk, "takeovers", taking)
    transport = httpx.ASGITransport(app=create_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as client:
        yield client


async def texts(talk: Talk) -> list[tuple[str, str]]:
    return [(each["role"], each["text"]) for each in await talk.transcript(after=1)]


async def test_the_assistant_is_silent_while_a_person_answers(
    desk: Frontdesk, talk: Talk, graph: ScriptedConversations
) -> None:
    await desk.takeovers.take(talk.id, AVERY)
    turn = await talk.says("hello?")
    await desk.takeovers.say(talk.id, AVERY, "This is Avery. How can I help?")

    assert (turn["messages"], turn["status"], turn["waiting_for"]) == ([], "staff", "staff")
    assert graph.runs == []
    assert await texts(talk) == [
        ("assistant", "Nurse Avery from Riverside Family Clinic is here now and reads what you write."),
        ("patient", "hello?"),
        ("staff", "This is Avery. How can I help?"),
    ]


async def test_a_turn_that_runs_as_a_person_takes_over_says_nothing_any_more(
    desk: Frontdesk, talk: Talk, graph: ScriptedConversations
) -> None:
    running = asyncio.create_task(talk.says("hold"))
    await graph.started.wait()
    await desk.takeovers.take(talk.id, AVERY)
    graph.release.set()
    turn = await running

    assert (turn["messages"], turn["status"]) == ([], "staff")
    assert (await texts(talk))[-1][1].startswith("Nurse Avery")
    assert (await talk.says("hello?"))["status"] == "staff"
    assert graph.runs == ["hold"]


async def test_handed_back_the_assistant_answers_again(desk: Frontdesk, talk: Talk) -> None:
    await desk.takeovers.take(talk.id, AVERY)
    await desk.takeovers.hand_back(talk.id, AVERY)
    turn = await talk.says("hello?")

    assert turn["status"] == "open"
    assert len(turn["messages"]) == 1
    with pytest.raises(NotYourConversation):
        await desk.takeovers.say(talk.id, AVERY, "One more thing")


async def test_it_has_one_owner_who_is_asked_again_when_something_is_sent(
    desk: Frontdesk, talk: Talk, machine: MovableClock
) -> None:
    await desk.takeovers.take(talk.id, AVERY)
    with pytest.raises(NotYourConversation):
        await desk.takeovers.take(talk.id, JORDAN)
    machine.advance(desk.clinic.staff.hand_back)
    await desk.takeovers.take(talk.id, JORDAN)
    before = await texts(talk)
    for late in (desk.takeovers.say(talk.id, AVERY, "late"), desk.takeovers.hand_back(talk.id, AVERY)):
        with pytest.raises(NotYourConversation):
            await late

    assert await texts(talk) == before


async def test_it_goes_back_by_itself_when_nobody_writes_and_the_patient_is_told(
    desk: Frontdesk, talk: Talk, machine: MovableClock
) -> None:
    await desk.takeovers.take(talk.id, AVERY)
    machine.advance(desk.clinic.staff.hand_back - timedelta(seconds=1))
    await desk.takeovers.say(talk.id, AVERY, "One moment")
    machine.advance(desk.clinic.staff.hand_back - timedelta(seconds=1))
    assert await desk.takeovers.hand_back_unanswered() == 0
    machine.advance(timedelta(seconds=1))

    assert await desk.takeovers.hand_back_unanswered() == 1
    assert "back with Riverside Family Clinic's AI assistant" in (await texts(talk))[-1][1]
    assert (await talk.says("hello?"))["status"] == "open"


async def test_who_has_left_the_page_hears_by_text_that_the_clinic_wrote_and_nothing_of_what(
    desk: Frontdesk, talk: Talk, http: httpx.AsyncClient
) -> None:
    async def phone_of(_: str) -> str:
        return "+12125550123"

    taking = Takeovers(desk.database, desk.events, desk.clock, lambda: desk.clinic, phone_of=phone_of)
    await taking.take(talk.id, AVERY)
    await taking.say(talk.id, AVERY, "Which pharmacy do you use?")
    assert (await http.get("/demo/outbox")).json()["deliveries"] == []
    desk.clock.advance(timedelta(minutes=6))  # type: ignore[attr-defined]
    for text in ("Your potassium is low.", "Please call us."):
        await taking.say(talk.id, AVERY, text)
    (sent,) = (await http.get("/demo/outbox")).json()["deliveries"]

    assert sent["recipient"] == "+12125550123"
    assert sent["text"].startswith("Riverside Family Clinic wrote to you.")
    assert "potassium" not in sent["text"]


async def test_an_emergency_is_answered_at_once_whoever_has_the_conversation(
    desk: Frontdesk, talk: Talk, graph: ScriptedConversations
) -> None:
    await desk.takeovers.take(talk.id, AVERY)
    await talk.says("I have crushing chest pain and can't breathe")

    assert len(graph.runs) == 1


async def test_over_the_api_a_program_takes_over_answers_and_hands_back(
    http: httpx.AsyncClient, desk: Frontdesk
) -> None:
    talk = await open_talk(http)
    path = f"/v1/staff/conversations/{talk.id}"

    async def post(what: str, **body: Any) -> httpx.Response:
        return await http.post(f"{path}/{what}", json=body or None, headers=PROGRAM)

    assert (await post("messages", text="too early")).json()["code"] == "not_your_conversation"
    assert (await post("takeover")).json()["owner_id"] == "service"
    assert (await post("messages", text="  ")).json()["code"] == "empty_message"
    assert (await post("messages", text="Hello from the clinic")).json()["role"] == "staff"
    back = (await post("release")).json()
    listed = (await http.get("/v1/staff/conversations", headers=PROGRAM)).json()["conversations"]

    assert back["owner"] is None
    assert back["messages"][1]["text"].startswith("A person from Riverside Family Clinic is here now")
    assert [each["event"] for each in back["audit"]][1:] == [
        "conversation_taken_over", "staff_message", "conversation_handed_back",
    ]  # fmt: skip
    assert [(each["id"], each["status"]) for each in listed] == [(talk.id, "open")]
    assert (await http.get(path, headers=talk.headers)).status_code == 401
    assert (await http.post(f"{path}/takeover", headers=talk.headers)).status_code == 401
    assert (await http.get("/v1/staff/conversations/c_x", headers=PROGRAM)).status_code == 404
