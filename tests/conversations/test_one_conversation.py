"""One conversation over several doors: begun on the website, gone on with by text, finished on the phone."""

from typing import Any

import pytest
from ehr_changes import Booked
from patient import Chat
from running import Desk

from demo import people
from server.records import Access, Line
from server.records.doors import Door, behind, make_link
from server.tokens import could_be_conversation_id

MARIA, GRACE = people.MARIA_ALVAREZ, people.GRACE_KIM
HER_WORDS = f"{MARIA.full_name}, March 14, 1985, {MARIA.phone}"


class Phone:
    """Words that come by text or by voice, as the doors of the telephone bring them."""

    def __init__(self, desk: Desk, access: Access) -> None:
        self.desk = desk
        self.access = access
        self.turn: Any = None

    async def says(self, text: str) -> str:
        turn = await self.desk.frontdesk.runner.submit(self.access, Line(text=text), key=None)
        self.turn = (await turn.result()).result
        return "\n".join(message.text for message in self.turn.messages)


async def by_text(desk: Desk, number: str) -> Phone | None:
    door, now = Door(channel="sms", address=number), desk.clock.now()
    access = await desk.frontdesk.database.read(lambda connection: behind(connection, door, now))
    return Phone(desk, access) if access else None


async def code_sent(desk: Desk) -> str:
    sent = (await desk.http.get("/demo/outbox")).raise_for_status().json()["deliveries"]
    return str(sent[0]["text"][:6])


async def text_from_here(desk: Desk, chat: Chat, number: str) -> Phone:
    """The patient asks on the website to go on by text, and enters the code that came."""
    asked = await desk.http.post(f"{chat.path}/doors", json={"phone": number}, headers=chat.headers)
    assert asked.status_code == 202, asked.text
    told = {"phone": number, "code": await code_sent(desk)}
    opened = await desk.http.post(f"{chat.path}/doors/confirm", json=told, headers=chat.headers)
    assert opened.status_code == 204, opened.text
    phone = await by_text(desk, number)
    assert phone is not None
    return phone


async def call(desk: Desk, number: str) -> Phone:
    access, _, _ = await desk.frontdesk.runner.open(channel="voice", language="en", caller=number)
    return Phone(desk, access)


async def begun(chat: Chat) -> Chat:
    """Maria has said what she wants and who she is, and has times to choose from."""
    await chat.says("I need a follow-up visit with Dr. Osei next week", HER_WORDS)
    assert chat.options
    return chat


async def test_begun_on_the_website_gone_on_with_by_text_and_finished_on_the_phone(
    desk: Desk, chat: Chat
) -> None:
    chat = await begun(chat)
    texts = await text_from_here(desk, chat, MARIA.phone)
    assert "Is that right?" in await texts.says("the second one") or texts.turn.waiting_for == "confirmation"
    caller = await call(desk, MARIA.phone)
    await caller.says("Hi, I want to book a visit")
    asked = await caller.says(HER_WORDS)
    assert "the booking unfinished" in asked
    await caller.says("yes")
    assert caller.turn.joined == texts.access.conversation_id
    there = Phone(desk, texts.access.model_copy(update={"channel": "voice"}))
    await there.says("yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    shown = (await desk.http.get(f"{chat.path}/messages", headers=chat.headers)).json()["messages"]
    assert [each["text"] for each in shown if each["role"] == "patient"][-2:] == ["the second one", "yes"]


async def test_the_task_puts_its_question_again_where_it_is_gone_on_with(desk: Desk, chat: Chat) -> None:
    chat = await begun(chat)
    offered = chat.turn["messages"][-1]["text"]
    other = await desk.chat(channel="voice")
    await other.says("book a follow-up visit", HER_WORDS)
    await other.says("yes please")
    joined = (await desk.http.post(f"{other.path}/continue", headers=other.headers)).json()
    assert [each["text"] for each in joined["messages"]] == [offered]
    assert joined["id"] == chat.path.rpartition("/")[2]
    other.path = f"/v1/conversations/{joined['id']}"
    other.headers = {"Authorization": f"Bearer {joined['token']}"}
    await other.says("the first one", "yes")
    assert len(await desk.changes()) == 1
    await chat.says("thanks")
    closed = await desk.http.post(
        f"/v1/conversations/{joined['id']}/messages", json={"text": "hi"}, headers=other.headers
    )
    assert closed.status_code == 200


async def test_who_came_in_later_does_not_read_what_was_said_before(desk: Desk, chat: Chat) -> None:
    chat = await begun(chat)
    other = await desk.chat(channel="voice")
    await other.says("book a follow-up visit", HER_WORDS, "yes")
    joined = (await desk.http.post(f"{other.path}/continue", headers=other.headers)).json()
    path, bearer = (
        f"/v1/conversations/{joined['id']}/messages",
        {"Authorization": f"Bearer {joined['token']}"},
    )
    seen = (await desk.http.get(path, headers=bearer)).json()["messages"]
    assert not [each for each in seen if each["role"] == "patient"]
    before = (await desk.http.get(f"{chat.path}/messages", headers=chat.headers)).json()["messages"]
    assert len(before) > len(seen)


async def test_a_no_begins_anew_and_is_not_asked_again(desk: Desk, chat: Chat) -> None:
    await begun(chat)
    other = await desk.chat(channel="voice")
    await other.says("book a follow-up visit with Dr. Okafor", HER_WORDS)
    said = await other.says("no")
    assert "Okafor" in said
    await other.says("the first one", "yes")
    [booked] = await desk.changes()
    assert isinstance(booked, Booked)
    assert booked.clinician == "practitioner-okafor"


@pytest.mark.parametrize("wish", ["I need a refill of lisinopril", "cancel my appointment"])
async def test_another_wish_is_not_asked_about_what_was_left(desk: Desk, chat: Chat, wish: str) -> None:
    await begun(chat)
    other = await desk.chat(channel="voice")
    assert "unfinished" not in await other.says(wish, HER_WORDS)


async def test_nobody_else_hears_of_what_was_left(desk: Desk, chat: Chat) -> None:
    await begun(chat)
    stranger = await desk.chat(channel="voice")
    born = GRACE.birth_date
    said = await stranger.says(
        "book a follow-up visit", f"{GRACE.full_name}, {born:%B} {born.day}, {born.year}, {GRACE.phone}"
    )
    assert "unfinished" not in said
    half_known = await desk.chat(channel="voice")
    said = await half_known.says("book a follow-up visit", f"{MARIA.full_name}, March 14, 1985, 212-555-0199")
    assert "unfinished" not in said


async def test_the_same_door_again_begins_anew(desk: Desk, chat: Chat) -> None:
    await begun(chat)
    again = await desk.chat()
    assert "unfinished" not in await again.says("book a follow-up visit", HER_WORDS)


async def test_a_wrong_code_opens_no_door(desk: Desk, chat: Chat) -> None:
    await desk.http.post(f"{chat.path}/doors", json={"phone": MARIA.phone}, headers=chat.headers)
    wrong = {"phone": MARIA.phone, "code": f"{(int(await code_sent(desk)) + 1) % 10**6:06}"}
    refused = await desk.http.post(f"{chat.path}/doors/confirm", json=wrong, headers=chat.headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_code")
    other_phone = wrong | {"phone": GRACE.phone, "code": await code_sent(desk)}
    refused = await desk.http.post(f"{chat.path}/doors/confirm", json=other_phone, headers=chat.headers)
    assert refused.status_code == 422
    assert await by_text(desk, MARIA.phone) is None


async def test_a_link_opens_the_conversation_once(desk: Desk, chat: Chat) -> None:
    await begun(chat)
    id_, now = chat.path.rpartition("/")[2], desk.clock.now()
    link = await desk.frontdesk.database.write(lambda connection: make_link(connection, id_, now))
    page = await desk.http.get(f"/c/{link}")
    assert page.status_code == 200
    opened = await desk.http.post("/v1/conversations", json={"channel": "web", "patient_token": link})
    assert (opened.status_code, opened.json()["id"]) == (201, id_)
    chat.headers = {"Authorization": f"Bearer {opened.json()['token']}"}
    await chat.says("the first one")
    again = await desk.http.post("/v1/conversations", json={"channel": "web", "patient_token": link})
    assert (again.status_code, again.json()["code"]) == (410, "link_used")
    assert could_be_conversation_id(id_)
