"""What differs between a demo and production, on the whole service."""

import io
import json
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from http_talk import names_in, open_talk
from own_task import in_own_task

import demo
from server.app import create_app
from server.assembly import assemble
from server.logs import QUIET, JsonLines, set_up_logging
from server.settings import Settings

SECRET = "b7e0c1d2f3a495867788990a1b2c3d4e"
TOKEN = "service-0123456789abcdef0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LIST_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ASKS_FOR_JSON = {"Accept": "application/json, text/event-stream"}


@asynccontextmanager
async def service(data_dir: Path, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    given = {"data_dir": data_dir, "service_token": TOKEN, **settings}
    async with assemble(Settings(_env_file=None, **given)) as frontdesk:
        transport = httpx.ASGITransport(app=create_app(frontdesk))
        async with httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as http:
            yield http


@pytest.fixture
async def demo_http(seeded: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    shutil.copy(seeded, tmp_path / "fhir.sqlite")
    async with in_own_task(service(tmp_path, mode="demo", clock=demo.DEMO_NOW)) as http:
        yield http


@pytest.fixture
async def production_http(seeded: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    shutil.copy(seeded, tmp_path / "fhir.sqlite")
    production = service(tmp_path, mode="production", clinic=demo.CLINIC_FOLDER, secret_key=SECRET)
    async with in_own_task(production) as http:
        yield http


async def test_a_demo_turn_tells_its_time_and_model_calls(demo_http: httpx.AsyncClient) -> None:
    talk = await open_talk(demo_http)
    response = await talk.send(text="Where do I park?")

    assert float(response.headers["X-Turn-Ms"]) > 0
    assert response.headers["X-Model-Calls"] == "0"


async def test_production_tells_neither(production_http: httpx.AsyncClient) -> None:
    response = await (await open_talk(production_http)).send(text="Where do I park?")

    assert response.status_code == 200
    assert not {"x-turn-ms", "x-model-calls"} & set(response.headers)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/fhir/metadata"), ("GET", "/demo/outbox"), ("POST", "/demo/clock")]
)
async def test_production_has_nothing_of_the_demo(
    production_http: httpx.AsyncClient, method: str, path: str
) -> None:
    response = await production_http.request(method, path, headers=BEARER, json={"advance": "PT1H"})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
async def test_the_tools_are_open_to_the_service_token_alone(
    production_http: httpx.AsyncClient, path: str
) -> None:
    refused = await production_http.post(path, json=LIST_TOOLS, headers=ASKS_FOR_JSON)
    answered = await production_http.post(path, json=LIST_TOOLS, headers=ASKS_FOR_JSON | BEARER)

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    assert {"find_slots", "book_appointment"} <= {tool["name"] for tool in answered.json()["result"]["tools"]}


async def test_the_embedded_ehr_is_open_to_the_service_token_alone(demo_http: httpx.AsyncClient) -> None:
    refused = await demo_http.get("/fhir/Patient?_summary=count")
    answered = await demo_http.get("/fhir/Patient?_summary=count", headers=BEARER)

    assert (refused.status_code, refused.json()["resourceType"]) == (401, "OperationOutcome")
    assert answered.json()["total"] > 200


async def test_the_demo_clock_moves_and_offers_move_with_it(demo_http: httpx.AsyncClient) -> None:
    moved = await demo_http.post("/demo/clock", json={"advance": "P1DT1H30M"})
    talk = await open_talk(demo_http)

    assert moved.json() == {"now": "2026-03-03T09:30:00-05:00"}
    assert talk.opened["messages"][0]["at"] == "2026-03-03T14:30:00Z"


@pytest.mark.parametrize("advance", ["-PT1H", "PT0S", "soon", None, "P9999D"])
async def test_the_demo_clock_does_not_move_back_nor_by_nothing(
    demo_http: httpx.AsyncClient, advance: object
) -> None:
    response = await demo_http.post("/demo/clock", json={"advance": advance})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


async def test_a_clock_that_is_not_pinned_cannot_be_moved(seeded: Path, tmp_path: Path) -> None:
    shutil.copy(seeded, tmp_path / "fhir.sqlite")
    async with in_own_task(service(tmp_path, mode="demo")) as http:
        response = await http.post("/demo/clock", json={"advance": "PT1H"})

    assert (response.status_code, response.json()["code"]) == (409, "clock_not_pinned")


async def test_the_service_keeps_records_and_checkpoints_in_postgresql(
    seeded: Path, tmp_path: Path, postgres_url: str
) -> None:
    shutil.copy(seeded, tmp_path / "fhir.sqlite")
    database_url = postgres_url.replace("postgresql://", "postgresql+psycopg://", 1)
    settings = {"mode": "demo", "clock": demo.DEMO_NOW, "database_url": database_url}
    async with in_own_task(service(tmp_path, **settings)) as http:
        talk = await open_talk(http)
        first = await talk.says("I'd like to book an annual physical", key="k1")
    async with in_own_task(service(tmp_path, **settings)) as http:
        talk.http = http
        again = await talk.says("I'd like to book an annual physical", key="k1")
        ready = (await http.get("/readyz")).json()

    assert again == first
    assert first["active_task"] == "book"
    assert ready["status"] == "ready"
    assert names_in(tmp_path) == {"fhir.sqlite", "demo.json"}


async def test_readiness_says_which_part_does_not_answer(demo_http: httpx.AsyncClient) -> None:
    frontdesk = demo_http._transport.app.state.frontdesk  # type: ignore[attr-defined]
    await frontdesk.database.close()

    async def broken() -> None:
        raise ConnectionError("postgresql://user:secret@db")

    frontdesk.checks["database"] = broken
    response = await demo_http.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "not_ready",
        "checks": {"database": "ConnectionError", "checkpoints": "ok", "ehr": "ok"},
    }


def test_production_logs_one_json_object_a_line_without_the_text_of_errors() -> None:
    output = io.StringIO()
    stream = logging.StreamHandler(output)
    stream.setFormatter(JsonLines())
    logger = logging.Logger("frontdesk")
    logger.addHandler(stream)
    try:
        raise ValueError("Maria Alvarez, 1985-03-14")
    except ValueError:
        logger.exception("turn_broke", extra={"turn_id": "m_1"})
    line = json.loads(output.getvalue())

    assert (line["event"], line["level"], line["turn_id"], line["error"]) == (
        "turn_broke",
        "error",
        "m_1",
        "ValueError",
    )
    assert "test_modes.py" in line["where"]
    assert "Maria" not in output.getvalue()


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.level, list(root.handlers), {name: logging.getLogger(name).level for name in QUIET}
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("logging_as_before")
def test_libraries_that_log_addresses_are_kept_quiet() -> None:
    set_up_logging(production=True)
    watched = ("httpx", "mcp.server.lowlevel", "uvicorn.access")

    assert [name for name in watched if logging.getLogger(name).isEnabledFor(logging.INFO)] == []
    assert logging.getLogger("server.edge").isEnabledFor(logging.INFO)
