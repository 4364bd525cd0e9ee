"""The real service in its own process: starts, books, is killed with kill -9 at bad moments, and goes on."""

import asyncio
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from http_talk import Talk, open_talk
from service_process import ServiceProcess, fhir_contents, free_port, log_of, run_serve, serving

from demo.people import MARIA_ALVAREZ

pytestmark = pytest.mark.server
Prepared: TypeAlias = tuple[Path, dict[str, Any], dict[str, object]]
KEY = "the-yes-that-books"


@pytest.fixture(scope="module")
def ready_to_book(new_data_dir: Callable[[], Path]) -> Prepared:
    """Data of a service that was stopped just before the patient said yes: folder, conversation, EHR contents."""
    data_dir = new_data_dir()
    with serving(data_dir) as (service, url):
        opened, before = asyncio.run(_talk_until_the_read_back(url, data_dir))
        assert service.stop() == 0
    return data_dir, opened, before


async def _talk_until_the_read_back(url: str, data_dir: Path) -> tuple[dict[str, Any], dict[str, object]]:
    async with client(url) as http:
        before = await fhir_contents(http, data_dir)
        talk = await open_talk(http)
        await talk.says("I'd like to book an annual physical with Dr. Okafor next week")
        offered = await talk.says(f"{MARIA_ALVAREZ.full_name}, March 14 1985, {MARIA_ALVAREZ.phone}")
        options = offered["messages"][-1]["options"]
        assert options, offered
        read_back = (await talk.send(option_id=options[0]["id"])).json()
        assert read_back["waiting_for"] == "confirmation", read_back
        return talk.opened, before


@asynccontextmanager
async def client(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
        yield http


def changes(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """What was added or changed, by kind."""
    return sorted(
        ("new " if reference not in before else "changed ") + reference.partition("/")[0]
        for reference in before.keys() | after.keys()
        if before.get(reference) != after.get(reference)
    )


@pytest.mark.parametrize("moment", ["message_stored", "ehr_write", "before_reply"])
async def test_a_service_killed_in_the_turn_that_books_books_once(
    ready_to_book: Prepared, tmp_path: Path, moment: str
) -> None:
    prepared, opened, before = ready_to_book
    data_dir = tmp_path / "data"
    shutil.copytree(prepared, data_dir)
    with serving(data_dir, FRONTDESK_CRASH_AT=moment) as (service, url):
        async with client(url) as http:
            with pytest.raises(httpx.TransportError):
                await Talk(http, opened).send(text="yes", key=KEY)
        assert service.ended() == -9
    with serving(data_dir) as (_, url):
        async with client(url) as http:
            talk = Talk(http, opened)
            turn = await talk.says("yes", key=KEY)
            again = await talk.says("yes", key=KEY)
            transcript = await talk.transcript()
            after = await fhir_contents(http, data_dir)

    assert again == turn
    assert turn["active_task"] is None, turn
    assert changes(before, after) == ["changed Slot", "changed Slot", "new Appointment"]
    assert [message["text"] for message in transcript if message["role"] == "patient"].count("yes") == 1
    assert transcript[-1] == turn["messages"][-1]


async def test_a_start_says_where_to_go_and_an_orderly_stop_ends_open_streams(
    ready_to_book: Prepared, tmp_path: Path
) -> None:
    prepared, opened, _ = ready_to_book
    data_dir = tmp_path / "data"
    shutil.copytree(prepared, data_dir)
    with serving(data_dir) as (service, url):
        async with client(url) as http:
            assert (await http.get("/readyz")).json() == {
                "status": "ready",
                "checks": {"database": "ok", "checkpoints": "ok", "ehr": "ok"},
            }
            talk = Talk(http, opened)
            async with http.stream("GET", f"{talk.path}/events", headers=talk.headers) as stream:
                stopped = asyncio.create_task(asyncio.to_thread(service.stop))
                async for _ in stream.aiter_lines():
                    pass
            assert await stopped == 0
        for expected in (
            f"{url}/",
            f"{url}/docs",
            f"{url}/fhir",
            "Service token",
            "demo.json",
            "Monday, March 2, 2026",
        ):
            assert expected in service.said
        assert (data_dir / "demo.json").stat().st_mode & 0o777 == 0o600


async def test_nothing_that_the_patient_said_is_in_the_logs(
    ready_to_book: Prepared,
) -> None:
    log = log_of(ready_to_book[0]).read_text()

    assert "route=/v1/conversations/{conversation_id}/messages" in log
    assert [word for word in ("Maria", "Alvarez", "1985", "555", "physical", "Okafor") if word in log] == []


def test_a_database_from_a_newer_version_is_not_served(ready_to_book: Prepared, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(ready_to_book[0], data_dir)
    with closing(sqlite3.connect(data_dir / "frontdesk.sqlite")) as records, records:
        records.execute("UPDATE alembic_version SET version_num = '9999'")
    service = ServiceProcess(data_dir)

    assert service.ended() == 1
    said = log_of(data_dir).read_text()
    assert "revision 9999" in said
    assert "Traceback" not in said
    service.close()


def test_a_port_in_use_is_said_at_once_with_what_to_do(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        code, said = run_serve(tmp_path / "data", "--port", str(port))

    assert code == 1
    assert said.strip() == (
        f"Port {port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port: "
        f"frontdesk serve --port {port + 1}"
    )
    assert not (tmp_path / "data").exists(), "nothing was begun"


def test_production_without_secrets_does_not_start(tmp_path: Path) -> None:
    code, said = run_serve(tmp_path / "data", FRONTDESK_MODE="production", FRONTDESK_CLOCK="")

    assert code == 1
    assert "FRONTDESK_SECRET_KEY" in said
    assert "Traceback" not in said
