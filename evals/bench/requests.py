"""`frontdesk bench requests`: the staff's list with thousands waiting, and how fast decisions take effect."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import httpx
from sqlalchemy import insert

import demo
from evals.bench.report import Figure, figure, percentile
from server.app import create_app
from server.assembly import assemble
from server.frontdesk import Frontdesk
from server.records.tables import requests
from server.seeding import main as seed
from server.settings import Settings

WAITING, DECIDED, PEOPLE = 5_000, 200, 5
ROUNDS = 20
TOKEN = "the-bench-s-own-service-token-0123456789"  # noqa: S105 of a service that ends with the bench


async def request_figures() -> list[Figure]:
    """In process, over the ASGI door: server time without a network."""
    async with _service() as (frontdesk, http):
        real = await _requests_for_refills(frontdesk, http)
        await _many_more(frontdesk, real[0])
        pages = [await _timed(http.get("/v1/requests?limit=50")) for _ in range(ROUNDS)]
        one = [await _timed(http.get(f"/v1/requests/{each}")) for each in real[:ROUNDS]]
        alone = [await _timed(_approval(http, each)) for each in real[:ROUNDS]]
        begun = perf_counter()
        queue = asyncio.Queue[str]()
        for each in real[ROUNDS:]:
            queue.put_nowait(each)
        await asyncio.gather(*(_decide_all(http, queue) for _ in range(PEOPLE)))
        took = perf_counter() - begun
        orders = await _orders(http)
    assert orders == DECIDED, f"{orders} orders for {DECIDED} approvals"
    return [
        figure(f"list of requests, {WAITING:,} waiting, p95", percentile(pages, 95), "ms", at_most=150),
        figure("one request with its context, p95", percentile(one, 95), "ms"),
        figure(
            "an approval to its effect, p95",
            percentile(alone, 95),
            "ms",
            at_most=100,
            beside={"p50": percentile(alone, 50)},
        ),
        figure(
            f"{DECIDED} decisions by {PEOPLE} people",
            took * DECIDED / (DECIDED - ROUNDS),
            "s",
            at_most=60,
            beside={"orders": orders},
        ),
    ]


@asynccontextmanager
async def _service() -> AsyncIterator[tuple[Frontdesk, httpx.AsyncClient]]:
    with TemporaryDirectory() as folder:
        seed(f"{folder}/fhir.sqlite", str(demo.CLINIC_FOLDER), demo.DEMO_NOW.isoformat())
        given: dict[str, Any] = {"mode": "demo", "clock": demo.DEMO_NOW, "service_token": TOKEN}
        settings = Settings(_env_file=None, data_dir=Path(folder), **given)
        async with assemble(settings) as frontdesk:
            transport = httpx.ASGITransport(app=create_app(frontdesk))
            bearer = {"Authorization": f"Bearer {TOKEN}"}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://bench", headers=bearer, timeout=60
            ) as http:
                yield frontdesk, http


async def _requests_for_refills(frontdesk: Frontdesk, http: httpx.AsyncClient) -> list[str]:
    """Refills of prescriptions in the demo's EHR, each before staff."""
    page = (await http.get("/fhir/MedicationRequest?status=active&_count=1000&_sort=_id")).json()
    found = [entry["resource"] for entry in page["entry"]]
    plain = [each for each in found if "lprazolam" not in str(each) and "xycodone" not in str(each)]
    rows = [_row(number, plain[number % len(plain)]) for number in range(DECIDED)]
    await frontdesk.database.write(lambda connection: connection.execute(insert(requests), rows))
    ids = [row["id"] for row in rows]
    frontdesk.requests.take(ids, ())
    await frontdesk.requests.settled()
    return ids


def _row(number: int, order: dict[str, Any]) -> dict[str, Any]:
    summary = {
        "patient_id": order["subject"]["reference"].removeprefix("Patient/"),
        "told": [f"medication: {order['id']}"],
        "assurance": "verified",
        "words": "I need a refill",
    }
    at = demo.DEMO_NOW
    known = {"kind": "refill", "status": "waiting", "urgent": False, "version": 1, "created_at": at}
    return known | {"id": f"bench.{number}.refill", "summary": summary}


async def _many_more(frontdesk: Frontdesk, like: str) -> None:
    """Others that wait, as the index has them: copies of one."""

    def copy(connection: Any) -> None:
        row = dict(connection.execute(requests.select().where(requests.c.id == like)).mappings().one())
        copies = [row | {"id": f"copy.{number}.refill"} for number in range(WAITING - DECIDED)]
        connection.execute(insert(requests), copies)

    await frontdesk.database.write(copy)


async def _decide_all(http: httpx.AsyncClient, queue: "asyncio.Queue[str]") -> None:
    """One person who approves what comes next, until nothing waits."""
    while not queue.empty():
        await _timed(_approval(http, queue.get_nowait()))


async def _approval(http: httpx.AsyncClient, request_id: str) -> httpx.Response:
    body = {"version": 1, "action": "approve", "edits": {"quantity": 30}}
    return await http.post(f"/v1/requests/{request_id}/decision", json=body)


async def _timed(call: Any) -> float:
    begun = perf_counter()
    answer = await call
    assert answer.status_code == 200, answer.text
    return (perf_counter() - begun) * 1000


async def _orders(http: httpx.AsyncClient) -> int:
    page = (await http.get("/fhir/MedicationRequest?_count=1000")).json()
    return sum("basedOn" in entry["resource"] for entry in page["entry"])
