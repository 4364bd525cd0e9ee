"""A turn as a stream of events, and the events of a conversation: what they hold, and how they are resumed."""

import asyncio
import re

import pytest
import sse
from http_talk import Talk
from hypothesis import given
from hypothesis import strategies as st
from scripted import ScriptedConversations

from server.api.streams import conversation_stream, pieces
from server.frontdesk import Frontdesk
from server.records import Access

STREAM = {"Accept": "text/event-stream"}


async def test_a_turn_is_streamed_as_deltas_then_messages_then_the_turn(talk: Talk) -> None:
    response = await talk.send(text="choose", key="k1", headers=STREAM)
    events = sse.parse(response.text)
    turn = await talk.says("choose", key="k1")

    assert response.headers["content-type"].startswith("text/event-stream")
    assert [event.event for event in events] == ["delta", "delta", "message", "turn"]
    assert [event.id for event in events] == ["1.1", "1.2", "1.3", "1.4"]
    assert "".join(event.data["text"] for event in events[:2]) == turn["messages"][0]["text"]
    assert events[2].data == turn["messages"][0]
    assert events[3].data == turn


async def test_a_streamed_turn_says_its_time_and_its_model_calls_in_a_comment(talk: Talk) -> None:
    response = await talk.send(text="choose", headers=STREAM)

    assert re.search(r"^: X-Turn-Ms: \d+\.\d, X-Model-Calls: \d+\r?$", response.text, re.MULTILINE)


async def test_the_first_words_come_before_the_turn_is_over(
    desk: Frontdesk, graph: ScriptedConversations
) -> None:
    from server.api.streams import turn_stream
    from server.records import Line

    access, _, _ = await desk.runner.open(channel="web", language=None)
    turn = await desk.runner.submit(access, Line(text="hold"), key=None)
    response = await turn_stream(turn, last_event_id=None)
    events = response.body_iterator

    assert (await anext(events)).event == "delta"
    graph.release.set()
    assert [event.event async for event in events] == ["delta", "message", "turn"]


@pytest.mark.parametrize("seen", range(5))
async def test_a_stream_that_broke_goes_on_behind_the_last_event_seen(
    talk: Talk, graph: ScriptedConversations, seen: int
) -> None:
    whole = sse.parse((await talk.send(text="choose", key="k1", headers=STREAM)).text)

    rest = await talk.send(text="choose", key="k1", headers=STREAM | {"Last-Event-ID": f"1.{seen}"})

    assert sse.parse(rest.text) == whole[seen:]
    assert graph.runs == ["choose"]


@pytest.mark.parametrize("last_event_id", ["", "x", "7.2", "1.x", "1.-3", "1"])
async def test_a_position_of_another_stream_gives_the_whole_turn(talk: Talk, last_event_id: str) -> None:
    response = await talk.send(text="choose", headers=STREAM | {"Last-Event-ID": last_event_id})

    assert len(sse.parse(response.text)) == 4


async def test_a_refusal_is_a_problem_even_when_a_stream_was_asked_for(talk: Talk) -> None:
    response = await talk.send(option_id="seven", headers=STREAM)

    assert (response.status_code, response.json()["code"]) == (422, "unknown_option")


async def test_a_broken_turn_streams_the_apology(talk: Talk) -> None:
    events = sse.parse((await talk.send(text="fail", headers=STREAM)).text)

    assert [event.data["kind"] for event in events if event.event == "message"] == ["notice"]
    assert events[-1].data["requests"][0]["kind"] == "internal_error"


async def test_replies_arrive_in_the_events_of_the_conversation(desk: Frontdesk, talk: Talk) -> None:
    stream = conversation_stream(
        desk.database,
        desk.events,
        Access(conversation_id=talk.id, channel="web", token_hash=""),
        last_event_id="0",
    )
    greeting = await anext(stream)
    coming = asyncio.ensure_future(anext(stream))
    turn = await talk.says("hello")
    reply = await coming
    await stream.aclose()

    assert (greeting.id, greeting.event) == ("1", "message")
    assert reply.id == str(turn["messages"][0]["seq"])
    assert '"You said: hello. Anything else?"' in reply.data


@pytest.mark.parametrize(
    ("last_event_id", "expected"), [("0", ["1", "3", "5"]), ("3", ["5"]), ("2.1", ["5"])]
)
async def test_missed_replies_come_first_when_the_events_are_resumed(
    desk: Frontdesk, talk: Talk, last_event_id: str, expected: list[str]
) -> None:
    await talk.says("one")
    await talk.says("two")
    stream = conversation_stream(
        desk.database,
        desk.events,
        Access(conversation_id=talk.id, channel="web", token_hash=""),
        last_event_id,
    )
    ids = [(await anext(stream)).id for _ in expected]
    await stream.aclose()

    assert ids == expected


async def test_without_a_position_only_new_replies_come(desk: Frontdesk, talk: Talk) -> None:
    await talk.says("old")
    stream = conversation_stream(
        desk.database, desk.events, Access(conversation_id=talk.id, channel="web", token_hash=""), None
    )
    coming = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    turn = await talk.says("new")

    assert (await coming).id == str(turn["messages"][0]["seq"])
    await stream.aclose()


async def test_a_stream_that_ends_leaves_nothing_behind(desk: Frontdesk, talk: Talk) -> None:
    stream = conversation_stream(
        desk.database, desk.events, Access(conversation_id=talk.id, channel="web", token_hash=""), "0"
    )
    await anext(stream)
    await stream.aclose()

    assert not desk.events._queues


@given(st.text())
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


async def test_a_long_message_is_said_a_sentence_at_a_time() -> None:
    assert pieces("We open at 8:00. Dr. Osei is in. Shall I book it?") == [
        "We open at 8:00. ",
        "Dr. ",
        "Osei is in. ",
        "Shall I book it?",
    ]
