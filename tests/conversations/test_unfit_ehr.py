"""On a FHIR server that cannot be worked with safely the service does not start, and says why; one that is down is
not used before it has shown that it can be; and what cut-off writes left in the EHR is mended while the service runs."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
import uvicorn
from mending_rounds import Rounds
from own_task import in_own_task
from patient import Chat
from running import BEARER, assembled, door, running_desk
from sqlalchemy import select

import demo
from clinic.clock import PinnedClock
from demo import people
from server import ehr_requirements, mending
from server.app import create_app
from server.ehr_requirements import EhrUnfit
from server.records.tables import requests
from tools.fhir_store import create_store
from tools.vendors.fhir.repair import GRACE

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Spoil = Callable[[Scope, Receive], tuple[Scope, Receive]]


@asynccontextmanager
async def fhir_server(folder: Path, spoil: Spoil, port: int = 0) -> AsyncIterator[str]:
    """The demo's EHR at an address, behind something that spoils requests."""
    with create_store(folder / "fhir.sqlite", PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:

        async def spoilt(scope: Scope, receive: Any, send: Any) -> None:
            await store.app(*spoil(scope, receive), send)

        with socket.create_server(("127.0.0.1", port)) as listening:
            server = uvicorn.Server(uvicorn.Config(spoilt, log_config=None, lifespan="off"))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield f"http://127.0.0.1:{listening.getsockname()[1]}/fhir"
            finally:
                server.should_exit = server.force_exit = True
                await serving


def as_it_is(scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
    return scope, receive


def without_if_match(scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
    kept = [each for each in scope["headers"] if each[0] != b"if-match"]
    return {**scope, "headers": kept}, receive


def without_parameter(name: str) -> Spoil:
    """Our searches are forms in the body."""

    def spoil(scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
        async def form() -> Scope:
            message = await receive()
            kept = [each for each in parse_qsl(message.get("body", b"").decode()) if each[0] != name]
            return {**message, "body": urlencode(kept).encode()}

        return scope, form if scope["path"].endswith("/_search") else receive

    return spoil


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (without_if_match, "Slot If-Match: A slot can be overwritten with a version that it does not have"),
        (without_parameter("birthdate"), "Patient?birthdate: A search of Patient by birthdate finds what does not fit"),
        (without_parameter("_sort"), "Slot?_sort=start: Slots do not come in the order asked for"),
    ],
)  # fmt: skip
async def test_a_server_that_is_not_safe_to_book_on_is_refused_with_the_reason(
    desk_folder: Path, spoil: Spoil, reason: str
) -> None:
    async with fhir_server(desk_folder, spoil) as url:
        with pytest.raises(EhrUnfit) as refused:
            async with in_own_task(assembled(desk_folder / "records", ehr_url=url)):
                pass
    assert reason in refused.value.message
    assert "frontdesk doctor" in refused.value.message


async def test_a_server_that_does_all_that_is_needed_is_served_on(desk_folder: Path) -> None:
    async with (
        fhir_server(desk_folder, as_it_is) as url,
        in_own_task(assembled(desk_folder / "records", ehr_url=url)) as frontdesk,
    ):
        assert await frontdesk.checks["ehr"]() is None


def a_closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@pytest.fixture(autouse=True)
def _log_is_read(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)  # whatever a command line that ran before has set


class Tries:
    """When the service tries a silent EHR again: not before it is told to."""

    def __init__(self) -> None:
        self._let: asyncio.Queue[None] = asyncio.Queue()
        self._ended: asyncio.Queue[None] = asyncio.Queue()

    async def pause(self, _seconds: float) -> None:
        await self._let.get()

    def end(self) -> None:
        self._ended.put_nowait(None)

    async def once_more(self) -> None:
        while not self._ended.empty():
            self._ended.get_nowait()
        self._let.put_nowait(None)
        await asyncio.wait_for(self._ended.get(), 20)


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> Tries:
    tries = Tries()
    find_out = ehr_requirements.Fitness.find_out

    async def finding_out(fitness: ehr_requirements.Fitness) -> bool:
        known = await find_out(fitness)
        tries.end()
        return known

    monkeypatch.setattr(ehr_requirements.Fitness, "find_out", finding_out)
    monkeypatch.setattr(ehr_requirements, "pause", tries.pause)
    return tries


async def ehr_check(http: httpx.AsyncClient) -> tuple[int, str]:
    answer = await http.get("/readyz")
    return answer.status_code, answer.json()["checks"]["ehr"]


async def test_while_the_ehr_is_down_patients_hear_the_truth_and_when_it_is_up_they_are_booked(
    desk_folder: Path, tries: Tries, caplog: pytest.LogCaptureFixture
) -> None:
    port = a_closed_port()
    url = f"http://127.0.0.1:{port}/fhir"
    async with (
        in_own_task(assembled(desk_folder / "records", ehr_url=url)) as frontdesk,
        door(frontdesk) as http,
    ):
        assert (await http.get("/healthz")).status_code == 200
        assert await ehr_check(http) == (503, "EhrNotAnswering")
        assert "staff do its work" in caplog.text
        early = await Chat(http).open()
        await early.says("I'd like a follow-up with Dr. Osei next week")
        await early.identifies_as(people.MARIA_ALVAREZ)
        assert early.requests == ["unclear_identity"]
        assert "cannot reach our records" in early.said
        await tries.once_more()
        assert await ehr_check(http) == (503, "EhrNotAnswering")
        async with fhir_server(desk_folder, as_it_is, port):
            await tries.once_more()
            assert await ehr_check(http) == (200, "ok")
            await early.says("I'd like a follow-up with Dr. Osei next week")
            assert "It is booked" in await early.says("the first one", "yes")


async def test_an_ehr_that_comes_up_and_is_not_safe_to_book_on_is_not_used(
    desk_folder: Path, tries: Tries, caplog: pytest.LogCaptureFixture
) -> None:
    port = a_closed_port()
    url = f"http://127.0.0.1:{port}/fhir"
    async with (
        in_own_task(assembled(desk_folder / "records", ehr_url=url)) as frontdesk,
        door(frontdesk) as http,
        fhir_server(desk_folder, without_if_match, port),
    ):
        await tries.once_more()
        assert await ehr_check(http) == (503, "EhrUnfit")
        assert "Slot If-Match: A slot can be overwritten" in caplog.text
        chat = await Chat(http).open()
        await chat.says("I'd like a follow-up with Dr. Osei next week")
        await chat.identifies_as(people.MARIA_ALVAREZ)
        assert chat.requests == ["unclear_identity"]


async def test_a_claim_that_a_crash_left_is_freed_while_the_service_runs(
    desk_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, ended, pauses = asyncio.Event(), asyncio.Event(), 0

    async def pause() -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 1:
            await begins.wait()
        else:
            ended.set()
            await asyncio.Event().wait()

    monkeypatch.setattr(mending, "pause", pause)
    async with in_own_task(running_desk(desk_folder)) as desk:
        found = await desk.fhir.get("Slot", params={"status": "free", "start": "gt2026-03-09", "_count": "1"})
        slot = found.json()["entry"][0]["resource"]
        claim = {"system": "urn:frontdesk:claim", "value": "a-booking-that-a-crash-cut-off"}
        await desk.fhir.put(f"Slot/{slot['id']}", json={**slot, "status": "busy", "identifier": [claim]})
        desk.clock.advance(GRACE + timedelta(minutes=1))
        begins.set()
        await asyncio.wait_for(ended.wait(), 20)
        mended = (await desk.fhir.get(f"Slot/{slot['id']}")).json()
        assert (mended["status"], mended.get("identifier", [])) == ("free", slot.get("identifier", []))
        assert await desk.changes() == []


async def test_a_visit_whose_time_somebody_else_has_becomes_one_request_for_staff(
    desk_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = Rounds(monkeypatch)
    async with (
        in_own_task(assembled(desk_folder)) as frontdesk,
        door(frontdesk) as http,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=create_app(frontdesk)),
            base_url="http://frontdesk.test/fhir",
            headers=BEARER,
        ) as fhir,
    ):
        chat = await Chat(http).open()
        await chat.says("I'd like a follow-up with Dr. Osei next week")
        await chat.identifies_as(people.MARIA_ALVAREZ)
        await chat.says("the first one", "yes")
        found = await fhir.get("Appointment", params={"identifier": "urn:frontdesk:appointment|"})
        (visit,) = [each["resource"] for each in found.json()["entry"]]
        slot = (await fhir.get(visit["slot"][0]["reference"])).json()
        theirs = [{"system": "urn:frontdesk:claim", "value": "somebody-else"}]
        await fhir.put(f"Slot/{slot['id']}", json={**slot, "identifier": theirs})
        frontdesk.clock.advance(GRACE + timedelta(minutes=1))
        await rounds.one()
        await rounds.one()
        (request,) = await frontdesk.database.read(
            lambda connection: connection.execute(select(requests)).mappings().all()
        )
    assert (request["kind"], request["status"]) == ("unclear_visit", "waiting")
    assert request["conversation_id"] == chat.path.rpartition("/")[2]
    summary = request["summary"]
    assert (summary["reason"], summary["name"]) == ("time_taken", "Maria Alvarez")
    assert summary["appointment"] == f"{visit['id']} {summary['wanted'].split()[0]}"
    assert summary["told"] == [f"slot: {slot['id']}"]


async def test_a_run_that_breaks_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    runs: asyncio.Queue[None] = asyncio.Queue()
    tried: list[int] = []
    done = asyncio.Event()

    async def repair() -> Any:
        tried.append(1)
        if len(tried) == 2:
            done.set()
        raise RuntimeError("Maria Alvarez")

    async with mending.mended_regularly(repair, wait=runs.get):
        runs.put_nowait(None)
        runs.put_nowait(None)
        await asyncio.wait_for(done.wait(), 10)
    assert "repair_broke" in caplog.text
    assert "Alvarez" not in caplog.text
