"""What LangGraph lets an approval come to (anchors A), one by one: none is done that nobody gave, or twice, or lost."""

import asyncio
import operator
import shutil
from pathlib import Path
from typing import Annotated, Any

import pytest
from deciding import Decider, asks_for_refill
from langgraph.graph import END, START
from patient import Chat
from running import Desk
from sqlalchemy import insert

from clinic.requests import Decision, Staff
from demo import people
from graph.checkpointer import open_checkpointer
from graph.requests import Given, RequestRuns
from graph.requests import nodes as request_nodes
from graph.requests.graph import request_graph
from graph.requests.runs import NothingWaits
from graph.requests.state import RequestState
from server.records.tables import requests

STORED = Path(__file__).with_name("stored_requests.sqlite")
"""Checkpoints of a request that waits for staff, as release 0.1 wrote them in November 2026."""
NURSE = Staff(id="nurse@example.org", role="nurse")


def approval(at: Any, key: str = "d_test", **edits: str) -> Given:
    return Given(id=key, at=at, decision=Decision(version=1, action="approve", edits=edits), by=NURSE)


async def orders(desk: Desk) -> int:
    bundle = (await desk.fhir.get("MedicationRequest?_count=1000")).json()
    return sum("basedOn" in entry["resource"] for entry in bundle["entry"])


@pytest.fixture
async def waiting(desk: Desk, chat: Chat) -> str:
    """A refill that waits for a decision."""
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    await Decider(desk.http).reads(request_id)
    return request_id


async def test_an_unknown_interrupt_id_resumes_nothing(desk: Desk, waiting: str) -> None:
    runs = desk.frontdesk.requests.runs
    with pytest.raises(NothingWaits):
        await runs.resume(waiting, "0" * 32, approval(desk.clock.now()))
    assert (await runs.standing(waiting)).waiting is not None
    assert await orders(desk) == 0


async def test_a_used_interrupt_id_answers_no_later_question(desk: Desk, waiting: str) -> None:
    runs = desk.frontdesk.requests.runs
    used = (await runs.standing(waiting)).interrupt_id
    await Decider(desk.http).decides(waiting, "ask", question="Which pharmacy?")
    assert (await runs.standing(waiting)).interrupt_id != used
    with pytest.raises(NothingWaits):
        await runs.resume(waiting, used, approval(desk.clock.now()))
    assert await orders(desk) == 0


async def test_going_on_without_an_answer_answers_nothing(desk: Desk, waiting: str) -> None:
    runs = desk.frontdesk.requests.runs
    before = await runs.standing(waiting)
    assert await runs.carry_on(waiting) == before
    await Decider(desk.http).decides(waiting, "ask", question="Which pharmacy?")
    asked = await runs.standing(waiting)
    assert await runs.carry_on(waiting) == asked  # the answer given before is not given again
    assert await orders(desk) == 0


async def test_a_request_that_comes_again_while_it_waits_does_not_begin_anew(
    desk: Desk, waiting: str
) -> None:
    runs = desk.frontdesk.requests.runs
    before = await runs.standing(waiting)
    assert before.waiting is not None
    assert await runs.start(before.waiting.request) == before
    await Decider(desk.http).decides(waiting, "approve")
    assert await orders(desk) == 1


async def test_a_release_that_renamed_the_waiting_node_loses_no_approval(desk: Desk, waiting: str) -> None:
    """The later release refuses to resume what it cannot find; the one that knows the node still can."""
    runs = desk.frontdesk.requests.runs
    interrupt_id = (await runs.standing(waiting)).interrupt_id
    async with open_checkpointer(desk.frontdesk.settings.checkpoints_url) as saver:
        graph = request_graph()
        graph.nodes["await_somebody"] = graph.nodes.pop("await_staff")
        graph.edges = {edge for edge in graph.edges if "await_staff" not in edge}
        graph.branches["await_somebody"] = graph.branches.pop("await_staff")
        graph.add_edge("present", "await_somebody")
        renamed = RequestRuns(graph.compile(checkpointer=saver), runs.services)
        with pytest.raises(NothingWaits):
            await renamed.resume(waiting, interrupt_id, approval(desk.clock.now()))
    assert await orders(desk) == 0
    await Decider(desk.http).decides(waiting, "approve")
    assert await orders(desk) == 1


async def test_of_two_decisions_at_once_one_has_an_effect_and_the_other_hears_who_was_first(
    desk: Desk, waiting: str
) -> None:
    staff = Decider(desk.http)
    answers = await asyncio.gather(
        *(staff.tries(waiting, "approve", version=1, edits={"quantity": n}) for n in (30, 60))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = [answer.json() for answer in answers if answer.status_code == 409]
    assert refused["code"] == "stale_decision"
    assert "decided before" in refused["detail"]
    assert await orders(desk) == 1


async def test_an_approval_that_cannot_be_carried_out_comes_back_and_is_not_repeated_unasked(
    desk: Desk, waiting: str
) -> None:
    path = "MedicationRequest/medication-grace-kim-levothyroxine"
    before = (await desk.fhir.get(path)).json()
    await desk.fhir.put(path, json=before | {"status": "stopped"})
    back = await Decider(desk.http).decides(waiting, "approve")
    assert (back["status"], back["trouble"]) == ("waiting", "not_applied: not_bookable")
    await desk.fhir.put(path, json=before | {"status": "active"})
    await desk.frontdesk.requests.recover()
    await desk.frontdesk.requests.settled()
    assert await orders(desk) == 0  # nobody has approved since
    assert (await Decider(desk.http).decides(waiting, "approve"))["status"] == "approved"
    assert await orders(desk) == 1


class LaterState(RequestState, total=False):
    """The next release's state: one field more, with a reducer."""

    seen_by: Annotated[list[str], operator.add]


async def test_a_request_stored_by_an_earlier_release_is_decided_by_the_next(
    desk: Desk, tmp_path: Path
) -> None:
    shutil.copy(STORED, tmp_path / "stored.sqlite")
    row = {"id": "c_stored.1.refill", "kind": "refill", "status": "waiting", "urgent": False, "summary": {}}
    row |= {"version": 1, "created_at": desk.clock.now()}
    await desk.frontdesk.database.write(lambda connection: connection.execute(insert(requests).values(row)))
    async with open_checkpointer(f"sqlite:///{tmp_path}/stored.sqlite") as saver:
        graph = request_graph(LaterState)
        runs = RequestRuns(graph.compile(checkpointer=saver), desk.frontdesk.requests.runs.services)
        stored = await runs.standing("c_stored.1.refill")
        assert stored.waiting is not None
        assert stored.waiting.request.name == "Grace Kim"
        decided = await runs.resume("c_stored.1.refill", stored.interrupt_id, approval(desk.clock.now()))
    assert (decided.outcome, decided.finished) == ("approved", True)
    assert await orders(desk) == 1


async def test_node_names_stay_since_requests_wait_at_them() -> None:
    names = set(request_graph().nodes)
    assert {"draft", "check", "present", "await_staff", "apply", "tell_patient", "document"} <= names
    assert {START, END}.isdisjoint(names)
    assert all(hasattr(request_nodes, name) for name in names)
