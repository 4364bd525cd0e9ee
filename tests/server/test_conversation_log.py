"""The log that clients show: every line once and in order, how it stands, what was refused, and what was read."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from http_talk import Talk
from scripted import ScriptedConversations
from sse_starlette import ServerSentEvent

from server.api.conversation_log import log_stream
from server.frontdesk import Frontdesk

STANDING = {"status": "open", "language": "en", "waiting_for": None, "active_task": None, "working": False}
SERVICE = {"Authorization": "Bearer service-token"}


class Following:
    """Somebody who follows a conversation's log."""

    def __init__(self, desk: Frontdesk, conversation_id: str, seen: int = 0) -> None:
        self._stream: AsyncIterator[ServerSentEvent] = log_stream(
            desk.database, desk.events, conversation_id, seen
        )

    async def next(self) -> tuple[str, dict[str, Any]]:
        event = await asyncio.wait_for(anext(self._stream), 5)
        return str(event.event), json.loads(event.data)

    async def until(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        told = [await self.next()]
        while told[-1][0] != kind:
            told.append(await self.next())
        return told

    async def close(self) -> None:
        await self._stream.aclose()  # type: ignore[attr-defined]


async def test_the_log_has_every_line_with_the_key_of_the_patients_own_then_how_it_stands(
    desk: Frontdesk, talk: Talk
) -> None:
    await talk.says("choose", key="k1")
    log = Following(desk, talk.id)
    language, greeting, mine, reply, standing = await log.until("standing")
    await log.close()

    assert language == ("language", {"language": "en"})
    assert [(each["seq"], each["role"], each["key"]) for _, each in (greeting, mine, reply)] == [
        (1, "assistant", None),
        (2, "patient", "k1"),
        (3, "assistant", None),
    ]
    assert standing[1] == STANDING | {"waiting_for": "choice"}


async def test_a_line_shows_while_it_is_worked_on_in_every_client(
    desk: Frontdesk, talk: Talk, graph: ScriptedConversations
) -> None:
    log = Following(desk, talk.id, seen=1)
    await log.until("standing")
    saying = asyncio.ensure_future(talk.says("hold"))
    mine, working = await log.next(), await log.next()
    graph.release.set()
    reply, done = await log.next(), await log.next()
    await saying
    await log.close()

    assert (mine[1]["text"], working[1]) == ("hold", STANDING | {"working": True})
    assert (reply[1]["text"], done[1]) == ("You said: hold. Anything else?", STANDING)


async def test_a_line_that_was_told_and_then_refused_is_taken_back(
    desk: Frontdesk, talk: Talk, graph: ScriptedConversations
) -> None:
    log = Following(desk, talk.id, seen=1)
    await log.until("standing")
    first = asyncio.ensure_future(talk.says("hold"))
    await log.until("standing")
    refused = asyncio.ensure_future(talk.send(option_id="never-offered"))
    assert (await log.next())[1]["text"] == "never-offered"
    graph.release.set()
    await asyncio.gather(first, refused)
    told = await log.until("retracted")
    await log.close()

    assert told[-1] == ("retracted", {"seq": 3})


async def test_a_log_that_is_taken_up_again_goes_on_behind_the_last_event(
    desk: Frontdesk, talk: Talk
) -> None:
    await talk.says("one")
    log = Following(desk, talk.id, seen=2)
    told = await log.until("standing")
    await log.close()

    assert [data["seq"] for kind, data in told if kind == "message"] == [3]


async def test_a_service_that_stops_ends_the_log(desk: Frontdesk, talk: Talk) -> None:
    log = Following(desk, talk.id)
    await log.until("standing")
    ending = asyncio.ensure_future(log.next())
    await asyncio.sleep(0)
    desk.events.close()

    assert isinstance((await asyncio.gather(ending, return_exceptions=True))[0], StopAsyncIteration)
    assert not desk.events._bells  # type: ignore[attr-defined]


async def test_a_conversation_that_is_not_there_is_told_as_lost(desk: Frontdesk) -> None:
    log = Following(desk, "c_AAAAAAAAAAAAAAAAAAAAAA")

    assert await log.next() == ("lost", {})


async def test_what_staff_wrote_is_noted_as_read_once(http: httpx.AsyncClient, talk: Talk) -> None:
    staff = f"/v1/staff/conversations/{talk.id}"
    await http.post(f"{staff}/takeover", headers=SERVICE)
    said = (await http.post(f"{staff}/messages", json={"text": "Hello"}, headers=SERVICE)).json()["seq"]
    for seq in (1, said, said, said + 5):
        answer = await http.post(f"{talk.path}/read", json={"seq": seq}, headers=talk.headers)
        assert (answer.status_code, answer.content) == (204, b"")
    audit = (await http.get(staff, headers=SERVICE)).json()["audit"]

    assert [each["detail"] for each in audit if each["event"] == "staff_message_read"] == [{"seq": said}]


async def test_nobody_reads_the_log_or_notes_what_was_read_without_the_token(
    http: httpx.AsyncClient, talk: Talk
) -> None:
    answers = [await http.get(f"{talk.path}/log"), await http.post(f"{talk.path}/read", json={"seq": 1})]

    assert [answer.status_code for answer in answers] == [401, 401]
