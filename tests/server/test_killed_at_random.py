"""kill -9 at random moments while patients book: nothing they said is lost, nothing happens twice.

`FRONTDESK_TEST_KILLS=50` for more kills than the suite's few.
"""

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from http_talk import Talk, open_talk
from service_process import ServiceProcess, fhir_contents

from demo.people import GRACE_KIM, JAMES_MILLER_SR, MARIA_ALVAREZ, ROBERT_CHANG, TOM_BECKER, Person

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]
KILLS = int(os.environ.get("FRONTDESK_TEST_KILLS", "4"))
PATIENTS = (MARIA_ALVAREZ, GRACE_KIM, ROBERT_CHANG, TOM_BECKER, JAMES_MILLER_SR)


class UnreliableService:
    """A service that is killed and started again, always on the same data."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.kills = 0
        self._up = asyncio.Event()
        self._on_their_way = asyncio.Semaphore(0)
        self._process: ServiceProcess | None = None
        self._http: httpx.AsyncClient | None = None

    async def start(self) -> None:
        self._process = ServiceProcess(self.data_dir)
        url = await asyncio.to_thread(self._process.wait_until_it_serves)
        self._http = httpx.AsyncClient(base_url=url, timeout=30, trust_env=False)
        self._up.set()

    async def kill(self) -> None:
        assert self._process is not None
        assert self._http is not None
        self._up.clear()
        await asyncio.to_thread(self._process.close)
        await self._http.aclose()
        self.kills += 1

    def message_leaves(self) -> None:
        self._on_their_way.release()

    async def messages(self, count: int) -> None:
        """Wait until so many more are on their way: those of the other patients are being worked on by then."""
        for _ in range(count):
            await self._on_their_way.acquire()

    async def http(self) -> httpx.AsyncClient:
        await self._up.wait()
        assert self._http is not None
        return self._http


class PersistentPatient:
    """Says each line until it is answered, under one key; remembers what was said and answered."""

    def __init__(self, service: UnreliableService, person: Person) -> None:
        self.person = person
        self.said: list[str] = []
        self.turns: list[dict[str, Any]] = []
        self._service = service
        self._opened: dict[str, Any] = {}

    async def books(self, kind: str) -> None:
        """A visit; afterwards they go on asking until the kills are over."""
        while not self._opened:
            try:
                self._opened = (await open_talk(await self._service.http())).opened
            except (httpx.TransportError, RuntimeError):
                continue
        turn = await self.send(text=f"I'd like to book {kind} next week")
        turn = await self.send(
            text=f"{self.person.full_name}, {self.person.birth_date:%B %d %Y}, {self.person.phone}"
        )
        while turn["active_task"]:
            options = turn["messages"][-1]["options"]
            if options and turn["waiting_for"] == "choice":
                turn = await self.send(option_id=options[len(self.person.id) % len(options)]["id"])
            else:
                turn = await self.send(text="yes")
            assert len(self.turns) < 20, turn
        while self._service.kills < KILLS:
            await self.send(text="Where do I park?")

    async def send(self, **body: str) -> dict[str, Any]:
        key = f"key-{len(self.said)}"
        self.said.append(body.get("text", "an option"))
        while True:
            try:
                talk = Talk(await self._service.http(), self._opened)
                self._service.message_leaves()
                response = await talk.send(key=key, **body)
            except (httpx.TransportError, RuntimeError):  # it died, or its client was closed meanwhile
                await asyncio.sleep(0)
                continue
            assert response.status_code == 200, response.text
            self.turns.append(response.json())
            return self.turns[-1]

    async def transcript(self) -> list[dict[str, Any]]:
        return await Talk(await self._service.http(), self._opened).transcript()


async def test_nothing_is_lost_and_nothing_doubled_when_the_service_is_killed_again_and_again(
    new_data_dir: Callable[[], Path],
) -> None:
    chance = random.Random(7)
    service = UnreliableService(new_data_dir())
    await service.start()
    before = await fhir_contents(await service.http(), service.data_dir)
    patients = [PersistentPatient(service, person) for person in PATIENTS]

    async def kill_now_and_then() -> None:
        for _ in range(KILLS):
            await service.messages(chance.randint(1, 20))
            await service.kill()
            await service.start()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(kill_now_and_then())
        for patient in patients:
            tasks.create_task(patient.books("a follow-up visit"))
    after = await fhir_contents(await service.http(), service.data_dir)
    transcripts = [await patient.transcript() for patient in patients]
    await service.kill()

    for patient, transcript in zip(patients, transcripts, strict=True):
        asked = [message["text"] for message in transcript if message["role"] == "patient"]
        assert len(asked) == len(patient.said)
        assert all(
            kept == said for kept, said in zip(asked, patient.said, strict=True) if said != "an option"
        )
        assert [turn["turn"] for turn in patient.turns] == list(range(1, len(patient.said) + 1))
        assert [message["seq"] for message in transcript] == list(range(1, len(transcript) + 1))
        answered = [message for turn in patient.turns for message in turn["messages"]]
        assert [message for message in transcript[1:] if message["role"] == "assistant"] == answered
    made = [resource for reference, resource in after.items() if reference not in before]
    assert sorted(_patient_of(resource) for resource in made) == sorted(person.id for person in PATIENTS)
    held = [slot["reference"] for resource in made for slot in resource["slot"]]
    changed = {reference for reference, resource in before.items() if after.get(reference) != resource}
    assert len(held) == len(set(held))
    assert changed == {reference.removeprefix("/") for reference in held}


def _patient_of(appointment: Any) -> str:
    references = (participant["actor"]["reference"] for participant in appointment["participant"])
    return next(
        reference.removeprefix("Patient/") for reference in references if reference.startswith("Patient/")
    )
