"""A message has its effect once: sent twice, at the same time, cut off, broken, or while others wait."""

import asyncio

import httpx
import pytest
from http_talk import Talk, open_talk
from scripted import ScriptedConversations
from scripted_desk import scripted_desk

from clinic.settings import ClinicSettings
from server import records
from server.frontdesk import Frontdesk
from server.records import Line
from server.runner import MOST_RESTARTS, inbound_turn


async def test_the_same_key_again_gives_the_same_turn(talk: Talk, graph: ScriptedConversations) -> None:
    first = await talk.send(text="book a visit", key="k1")
    again = await talk.send(text="book a visit", key="k1")

    assert again.json() == first.json()
    assert graph.runs == ["book a visit"]
    assert [message["role"] for message in await talk.transcript()] == ["assistant", "patient", "assistant"]


async def test_a_key_with_another_message_is_refused(talk: Talk, graph: ScriptedConversations) -> None:
    await talk.send(text="book a visit", key="k1")

    response = await talk.send(text="cancel my visit", key="k1")

    assert (response.status_code, response.json()["code"]) == (409, "idempotency_mismatch")
    assert graph.runs == ["book a visit"]


async def test_two_conversations_may_use_the_same_key(http: httpx.AsyncClient, talk: Talk) -> None:
    other = await open_talk(http)
    mine, theirs = await talk.says("mine", key="k1"), await other.says("theirs", key="k1")

    assert mine["messages"][0]["text"] != theirs["messages"][0]["text"]


async def test_a_retry_while_the_turn_is_running_waits_for_it(
    talk: Talk, graph: ScriptedConversations
) -> None:
    sends = [asyncio.create_task(talk.send(text="hold", key="k1")) for _ in range(5)]
    await graph.started.wait()
    graph.release.set()
    answers = [response.json() for response in await asyncio.gather(*sends)]

    assert graph.runs == ["hold"]
    assert answers == [answers[0]] * 5


async def test_a_refused_message_is_refused_again_under_its_key(
    talk: Talk, graph: ScriptedConversations
) -> None:
    first = await talk.send(option_id="seven", key="k1")
    again = await talk.send(option_id="seven", key="k1")

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.json()["code"] == "unknown_option"
    assert graph.runs == ["option seven"]


async def test_a_caller_who_goes_away_does_not_stop_the_turn(
    talk: Talk, graph: ScriptedConversations
) -> None:
    sending = asyncio.create_task(talk.send(text="hold", key="k1"))
    await graph.started.wait()
    sending.cancel()
    graph.release.set()

    answer = await talk.says("hold", key="k1")

    assert answer["messages"][0]["text"] == "You said: hold. Anything else?"
    assert graph.runs == ["hold"]


async def test_messages_of_one_conversation_run_in_order_one_at_a_time(
    talk: Talk, graph: ScriptedConversations
) -> None:
    held = asyncio.create_task(talk.says("hold"))
    await graph.started.wait()
    waiting = [asyncio.create_task(talk.says(f"line {number}")) for number in range(5)]
    for _ in range(5):  # each is stored before this is answered, for the loop is fair
        await talk.transcript()
    assert graph.runs == ["hold"], "the others wait for their turn"
    graph.release.set()
    turns = await asyncio.gather(held, *waiting)

    by_number = {turn["turn"]: turn["messages"][0]["text"] for turn in turns}
    assert sorted(by_number) == [1, 2, 3, 4, 5, 6]
    assert [f"You said: {line}. Anything else?" for line in graph.runs] == [by_number[n] for n in range(1, 7)]


async def test_conversations_do_not_wait_for_each_other(
    http: httpx.AsyncClient, talk: Talk, graph: ScriptedConversations
) -> None:
    held = asyncio.create_task(talk.says("hold"))
    await graph.started.wait()
    other = await open_talk(http)

    assert (await other.says("quick question"))["turn"] == 1
    graph.release.set()
    await held


async def test_a_turn_that_breaks_once_is_run_again_unnoticed(
    talk: Talk, graph: ScriptedConversations
) -> None:
    graph.failures_left = 1

    turn = await talk.says("fail")

    assert turn["messages"][0]["text"] == "You said: fail. Anything else?"
    assert graph.runs == ["fail", "fail"]


async def test_a_turn_that_keeps_breaking_is_apologised_for_and_left_to_staff(
    talk: Talk, desk: Frontdesk, graph: ScriptedConversations, caplog: pytest.LogCaptureFixture
) -> None:
    turn = await talk.says("fail", key="k1")

    assert [message["kind"] for message in turn["messages"]] == ["notice"]
    assert "911" in turn["messages"][0]["text"]
    assert [(request["kind"], request["status"]) for request in turn["requests"]] == [
        ("internal_error", "waiting")
    ]
    assert await talk.says("fail", key="k1") == turn
    assert graph.runs == ["fail", "fail"]
    assert (await talk.says("hello"))["messages"][0]["text"] == "You said: hello. Anything else?"
    assert "cannot cope" not in caplog.text, "an error's text may quote the patient"
    rows = await desk.database.read(
        lambda connection: connection.exec_driver_sql("SELECT kind, summary FROM requests").all()
    )
    assert [(kind, '"fail"' in summary) for kind, summary in rows] == [("internal_error", True)]


async def test_messages_left_by_a_crash_run_at_the_next_start_in_order(
    graph: ScriptedConversations, clinic: ClinicSettings, records_url: str
) -> None:
    async with scripted_desk(graph, clinic, records_url) as desk:
        access, _, _ = await desk.runner.open(channel="web", language=None)
        for number in range(3):  # stored, and then the process dies
            line = Line(text=f"line {number}")
            await records.receive(
                desk.database, access.conversation_id, "web", line, key=f"k{number}", at=desk.clock.now()
            )
    async with scripted_desk(graph, clinic, records_url) as desk:
        assert await desk.runner.recover() == 3
        answers = [
            (
                await (
                    await desk.runner.submit(access, Line(text=f"line {number}"), key=f"k{number}")
                ).result()
            ).result
            for number in range(3)
        ]

    assert graph.runs == ["line 0", "line 1", "line 2"]
    assert [answer.messages[0].text for answer in answers] == [
        f"You said: line {n}. Anything else?" for n in range(3)
    ]


async def test_a_new_message_first_runs_what_was_left_before_it(
    desk: Frontdesk, graph: ScriptedConversations
) -> None:
    access, _, _ = await desk.runner.open(channel="web", language=None)
    await records.receive(
        desk.database, access.conversation_id, "web", Line(text="lost"), key="k", at=desk.clock.now()
    )

    turn = await desk.runner.submit(access, Line(text="next"), key=None)
    await turn.result()

    assert graph.runs == ["lost", "next"]


async def test_a_turn_that_the_graph_has_finished_is_only_written_down(
    desk: Frontdesk, graph: ScriptedConversations
) -> None:
    """The process died between the checkpoint and the records' commit."""
    access, _, _ = await desk.runner.open(channel="web", language=None)
    line = Line(text="book a visit")
    received = await records.receive(
        desk.database, access.conversation_id, "web", line, key="k", at=desk.clock.now()
    )
    await graph.take(inbound_turn(received))
    finished = await (await desk.runner.submit(access, line, key="k")).result()

    assert graph.runs == ["book a visit"]
    assert finished.result.messages[0].text == "You said: book a visit. Anything else?"


async def test_a_message_that_keeps_bringing_the_process_down_is_given_up(
    graph: ScriptedConversations, clinic: ClinicSettings, records_url: str
) -> None:
    async with scripted_desk(graph, clinic, records_url) as desk:
        access, _, _ = await desk.runner.open(channel="web", language=None)
        received = await records.receive(
            desk.database, access.conversation_id, "web", Line(text="poison"), key="k", at=desk.clock.now()
        )
        for _ in range(MOST_RESTARTS):  # starts that died in that turn
            received = await records.count_attempt(desk.database, received)
    async with scripted_desk(graph, clinic, records_url) as desk:
        await desk.runner.recover()
        finished = await (await desk.runner.submit(access, Line(text="poison"), key="k")).result()

    assert graph.runs == []
    assert finished.result.requests[0].kind == "internal_error"


async def test_a_turn_is_written_down_once_even_when_two_processes_finish_it(
    desk: Frontdesk, talk: Talk, graph: ScriptedConversations
) -> None:
    turn = await talk.says("hello", key="k1")
    access = await desk.known.find(talk.id)
    line = Line(text="hello")
    received = await records.receive(desk.database, talk.id, "web", line, key="k1", at=desk.clock.now())
    with pytest.raises(records.AlreadySettled):
        await records.finish(desk.database, received, graph.finished[talk.id], at=desk.clock.now())

    assert access is not None
    assert len(await talk.transcript()) == 3
    assert await talk.says("hello", key="k1") == turn
