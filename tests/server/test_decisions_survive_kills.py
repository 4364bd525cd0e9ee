"""kill -9 before, during and after an approval is carried out: one order, one word to the patient, nothing lost.

`FRONTDESK_TEST_KILLS=50` for kills at random moments beside the named ones.
"""

import asyncio
import json
import os
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from http_talk import Talk, open_talk
from service_process import ServiceProcess, serving

from demo.people import GRACE_KIM
from server.faults import POINTS

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]
OF_DECISIONS = ("decision_recorded", "before_apply", "ehr_write", "after_apply")
RANDOM_KILLS = int(os.environ.get("FRONTDESK_TEST_KILLS", "2"))


@dataclass
class Asked:
    """Grace has asked for her thyroid pills: the folder of a service that was stopped then, to be copied."""

    folder: Path
    talk: Talk
    request_id: str

    def copy(self, data_dir: Path) -> tuple[Talk, str]:
        shutil.copytree(self.folder, data_dir, dirs_exist_ok=True)
        return self.talk, self.request_id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asked(new_data_dir: Callable[[], Path]) -> Asked:
    folder = new_data_dir()
    return Asked(folder, *await asked_for_refill(folder))


async def asked_for_refill(data_dir: Path) -> tuple[Talk, str]:
    """The conversation, and the request's id."""
    with serving(data_dir) as (_, url):
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
            talk = await open_talk(http)
            await talk.says("I need a refill of my levothyroxine")
            await talk.says(f"Grace Kim, June 2, 1990, {GRACE_KIM.phone}")
            sent = (await http.get("/demo/outbox")).json()["deliveries"][0]["text"]
            code = re.search(r"\d{6}", sent)
            assert code is not None
            await talk.says(code.group())
            turn = await talk.says("about ten days, and no trouble with it")
            request_id = turn["requests"][0]["id"]
            await read(http, data_dir, f"/v1/requests/{request_id}")  # it waits for a decision by now
            return talk, request_id


def token(data_dir: Path) -> dict[str, str]:
    return {"Authorization": f"Bearer {json.loads((data_dir / 'demo.json').read_text())['service_token']}"}


async def read(http: httpx.AsyncClient, data_dir: Path, path: str) -> dict[str, Any]:
    answer = await http.get(path, headers=token(data_dir))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def approve(http: httpx.AsyncClient, data_dir: Path, request_id: str) -> None:
    """Decide as often as the service dies of it; an answer, or a word that it was decided, ends it."""
    body = {"version": 1, "action": "approve", "edits": {"quantity": 60}}
    await http.post(f"/v1/requests/{request_id}/decision", json=body, headers=token(data_dir))


async def assert_done_once(data_dir: Path, talk: Talk, request_id: str) -> None:
    """In a service that was started again: decided, one order as edited, and the patient told once."""
    with serving(data_dir) as (_, url):
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
            seen = await read(http, data_dir, f"/v1/requests/{request_id}")
            assert seen["status"] == "approved"
            bundle = await read(http, data_dir, "/fhir/MedicationRequest?_count=1000")
            orders = [e["resource"] for e in bundle["entry"] if "basedOn" in e["resource"]]
            assert [order["dispenseRequest"]["quantity"]["value"] for order in orders] == [60]
            said = await Talk(http, talk.opened).transcript()
            assert sum("approved" in message["text"] for message in said) == 1


@pytest.mark.parametrize("point", OF_DECISIONS)
async def test_a_decision_that_was_cut_off_is_carried_out_once(
    point: str, asked: Asked, tmp_path: Path
) -> None:
    assert point in POINTS
    data_dir = tmp_path / "data"
    talk, request_id = asked.copy(data_dir)
    with serving(data_dir, FRONTDESK_CRASH_AT=point) as (service, url):
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
            with pytest.raises(httpx.TransportError):
                await approve(http, data_dir, request_id)
        assert service.ended() == -9
    await assert_done_once(data_dir, talk, request_id)


async def test_kills_at_any_moment_of_a_decision_leave_one_effect(asked: Asked, tmp_path: Path) -> None:
    chance = random.Random(11)
    data_dir = tmp_path / "data"
    talk, request_id = asked.copy(data_dir)
    for _ in range(RANDOM_KILLS):
        service = ServiceProcess(data_dir)
        url = service.wait_until_it_serves()
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
            deciding = asyncio.create_task(approve(http, data_dir, request_id))
            await asyncio.wait([deciding], timeout=chance.uniform(0, 0.1))  # the moment of the kill
            service.close()
            await asyncio.gather(deciding, return_exceptions=True)
    with serving(data_dir) as (_, url):
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
            await approve(http, data_dir, request_id)
    await assert_done_once(data_dir, talk, request_id)
