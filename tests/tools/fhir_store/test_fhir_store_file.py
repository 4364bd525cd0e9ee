"""The store's file: what is committed is kept, whatever happens to the process."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from small_clinic import CLINIC_ZONE, client_of, ids, small_clinic

from clinic.clock import PinnedClock
from tools.fhir_store import StoreFromNewerVersion, create_store
from tools.fhir_store.search import declarations
from tools.fhir_store.search.parameters import parameters_of

WRITER = """
import asyncio, sys
from pathlib import Path
import httpx
from clinic.clock import SystemClock
from tools.fhir_store import create_store

async def write():
    store = create_store(Path(sys.argv[1]), SystemClock())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=store.app), base_url="http://ehr/fhir/") as fhir:
        while True:
            created = await fhir.post("Patient", json={"resourceType": "Patient"})
            print(created.json()["id"], flush=True)

asyncio.run(write())
"""


def acknowledged_before_the_kill(file: Path) -> set[str]:
    """Let another process create patients, kill it after a hundred answers; the ids that it had answered."""
    command = [sys.executable, "-c", WRITER, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = {writer.stdout.readline().strip() for _ in range(100)}
        writer.send_signal(signal.SIGKILL)
        # the last line may be cut short by the kill
        return acknowledged | {line.strip() for line in writer.stdout if line.endswith("\n")}


async def test_what_was_acknowledged_is_there_after_kill_9(tmp_path: Path, clock: PinnedClock) -> None:
    file = tmp_path / "fhir.db"
    acknowledged = acknowledged_before_the_kill(file)
    with create_store(file, clock) as store:
        async with client_of(store) as fhir:
            missing = [
                each for each in acknowledged if (await fhir.get(f"Patient/{each}")).status_code != 200
            ]
            assert (missing, len(acknowledged) >= 100) == ([], True)
            # one more may have been committed just before its answer was written
            assert (await fhir.get("Patient?_summary=count")).json()["total"] - len(acknowledged) in (0, 1)
            assert (await fhir.post("Patient", json={"resourceType": "Patient"})).status_code == 201


async def test_a_reopened_store_holds_everything_with_its_history(tmp_path: Path, clock: PinnedClock) -> None:
    with create_store(tmp_path / "new folder" / "fhir.db", clock, zone=CLINIC_ZONE) as store:
        store.load(small_clinic())
        async with client_of(store) as fhir:
            slot = (await fhir.get("Slot/mon-9")).json()
            await fhir.put("Slot/mon-9", json={**slot, "status": "busy"})
            before = (await fhir.get("_history?_count=1000")).json()
    with create_store(tmp_path / "new folder" / "fhir.db", clock, zone=CLINIC_ZONE) as store:
        assert not store.is_empty()
        async with client_of(store) as fhir:
            assert (await fhir.get("_history?_count=1000")).json() == before
            assert await ids(fhir, "Slot?status=busy") == ["mon-9", "mon-10"]


async def test_two_processes_share_a_file(tmp_path: Path, clock: PinnedClock) -> None:
    file = tmp_path / "fhir.db"
    with create_store(file, clock) as server, create_store(file, clock) as worker:
        async with client_of(server) as one, client_of(worker) as other:
            created = (await one.post("Patient", json={"resourceType": "Patient"})).json()
            assert (await other.get(f"Patient/{created['id']}")).json() == created
            body = {**created, "active": True}
            headers = {"If-Match": 'W/"1"'}
            first = await other.put(f"Patient/{created['id']}", json=body, headers=headers)
            second = await one.put(f"Patient/{created['id']}", json=body, headers=headers)
            assert (first.status_code, second.status_code) == (200, 412)


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path, clock: PinnedClock) -> None:
    file = tmp_path / "fhir.db"
    create_store(file, clock).close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreFromNewerVersion, match="99"):
        create_store(file, clock)


async def test_a_search_parameter_added_later_finds_what_was_stored_before(
    tmp_path: Path, clock: PinnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fhir.db"
    with create_store(file, clock) as store:
        store.load(small_clinic())
    practitioner = {**declarations.SEARCH_PARAMETERS["Schedule"], "remark": "string comment"}
    monkeypatch.setitem(declarations.SEARCH_PARAMETERS, "Schedule", practitioner)
    monkeypatch.setitem(declarations.SEARCH_PARAMETERS, "Location", {"label": "string name"})
    parameters_of.cache_clear()
    try:
        with create_store(file, clock) as store:
            async with client_of(store) as fhir:
                assert await ids(fhir, "Location?label=main") == ["main"]
                assert (await fhir.delete("Location/main")).status_code == 409
    finally:
        parameters_of.cache_clear()
