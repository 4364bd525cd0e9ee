"""Batch and transaction Bundles."""

import asyncio
import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_clinic import appointment, client_of, ids, patient, problem, slot

from clinic.clock import PinnedClock
from tools.fhir_store import FhirStore, SeedRefused, create_store


def bundle(*entries: dict[str, Any], type_: str = "transaction") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type_, "entry": list(entries)}


def entry(method: str, url: str, resource: Any = None, full_url: str = "", **request: str) -> dict[str, Any]:
    made: dict[str, Any] = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        made["resource"] = resource
    if full_url:
        made["fullUrl"] = full_url
    return made


def statuses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["response"]["status"] for each in answer.json()["entry"]]


NEW_PATIENT = {"resourceType": "Patient", "name": [{"family": "Ek"}]}


async def test_entries_of_a_transaction_may_refer_to_one_another(fhir: httpx.AsyncClient) -> None:
    visit = appointment("x", "mon-9")
    visit["participant"][0]["actor"]["reference"] = "urn:uuid:new-patient"
    answer = await fhir.post(
        "",
        json=bundle(
            entry("POST", "Appointment", visit),
            entry("POST", "Patient", NEW_PATIENT, full_url="urn:uuid:new-patient"),
        ),
    )
    assert statuses(answer) == ["201 Created", "201 Created"]
    location = answer.json()["entry"][1]["response"]["location"]
    patient_id = location.split("/")[1]
    assert (await fhir.get(location)).json()["name"] == NEW_PATIENT["name"]
    assert len(await ids(fhir, f"Appointment?patient={patient_id}")) == 1


async def test_a_reference_may_be_given_as_a_search(fhir: httpx.AsyncClient) -> None:
    visit = appointment("x", "mon-9")
    visit["participant"][0]["actor"]["reference"] = "Patient?identifier=urn:clinic:mrn|A3"
    assert statuses(await fhir.post("", json=bundle(entry("POST", "Appointment", visit)))) == ["201 Created"]
    assert len(await ids(fhir, "Appointment?patient=ann")) == 1
    visit["participant"][0]["actor"]["reference"] = "Patient?identifier=nobody"
    refused = await fhir.post("", json=bundle(entry("POST", "Appointment", visit)))
    assert problem(refused) == (422, "not-found", ["Bundle.entry[0]"])
    visit["participant"][0]["actor"]["reference"] = "Patient?family=garcia"
    assert problem(await fhir.post("", json=bundle(entry("POST", "Appointment", visit))))[0] == 412


BUSY = slot("mon-9", "2026-03-02T14:00:00Z", "2026-03-02T14:20:00Z", status="busy")


@pytest.mark.parametrize(
    ("failing", "status"),
    [
        (entry("PUT", "Slot/mon-9", BUSY, ifMatch='W/"9"'), 412),
        (entry("POST", "Slot", {"resourceType": "Slot", "status": "free"}), 422),
        (entry("POST", "Appointment", appointment("nobody")), 422),
        (entry("GET", "Patient/nobody"), 404),
        (entry("DELETE", "Patient/maria"), 409),
        (entry("POST", "Patient", NEW_PATIENT, ifNoneExist="family=garcia"), 412),
        (entry("POST", "Patient"), 400),
        (entry("PUT", "Unknown/1", NEW_PATIENT), 404),
        (entry("POST", "", bundle()), 400),
        ({"resource": NEW_PATIENT}, 400),
    ],
)
async def test_a_transaction_with_one_failing_entry_keeps_nothing(
    fhir: httpx.AsyncClient, failing: dict[str, Any], status: int
) -> None:
    before = (await fhir.get("_history?_count=1000")).json()["entry"]
    good = patient("new", "Jo", "Ek", "2001-01-01", "+15550100009", "A9")
    answer = await fhir.post("", json=bundle(entry("PUT", "Patient/new", good), failing))
    assert problem(answer)[0] == status
    assert (await fhir.get("_history?_count=1000")).json()["entry"] == before
    assert (await fhir.post("Patient", json=NEW_PATIENT)).status_code == 201


async def test_a_refusal_says_which_entry_and_where(fhir: httpx.AsyncClient) -> None:
    wrong = {**BUSY, "status": "taken"}
    answer = await fhir.post("", json=bundle(entry("GET", "Slot/mon-9"), entry("PUT", "Slot/mon-9", wrong)))
    assert problem(answer) == (422, "code-invalid", ["Bundle.entry[1] / Slot.status"])


async def test_deletes_come_first_and_reads_last_whatever_the_order_of_entries(
    fhir: httpx.AsyncClient,
) -> None:
    answer = await fhir.post(
        "",
        json=bundle(
            entry("GET", "Patient?family=Ek"),
            entry("POST", "Patient", NEW_PATIENT),
            entry("DELETE", "Appointment/visit-1"),
            entry("PUT", "Slot/mon-9", BUSY, ifMatch='W/"1"'),
        ),
    )
    assert statuses(answer) == ["200 OK", "201 Created", "204 No Content", "200 OK"]
    assert answer.json()["entry"][0]["resource"]["total"] == 1


async def test_conditional_entries_create_once_and_resolve_to_what_exists(fhir: httpx.AsyncClient) -> None:
    identified = {**NEW_PATIENT, "identifier": [{"system": "urn:frontdesk:patient", "value": "t-1"}]}
    visit = appointment("x", "mon-9")
    visit["participant"][0]["actor"]["reference"] = "urn:uuid:p"
    request = bundle(
        entry(
            "POST", "Patient", identified, "urn:uuid:p", ifNoneExist="identifier=urn:frontdesk:patient|t-1"
        ),
        entry("POST", "Appointment", visit),
    )
    assert statuses(await fhir.post("", json=request)) == ["201 Created", "201 Created"]
    assert statuses(await fhir.post("", json=request)) == ["200 OK", "201 Created"]
    (only,) = await ids(fhir, "Patient?identifier=urn:frontdesk:patient|t-1")
    assert len(await ids(fhir, f"Appointment?patient={only}")) == 2


@pytest.mark.parametrize(
    "twice",
    [
        entry("PUT", "Slot/mon-9", BUSY),
        entry("POST", "Patient", NEW_PATIENT, ifNoneExist="identifier=urn:x|1"),
    ],
)
async def test_a_transaction_that_writes_a_resource_twice_is_refused(
    fhir: httpx.AsyncClient, twice: dict[str, Any]
) -> None:
    assert problem(await fhir.post("", json=bundle(twice, twice)))[:2] == (400, "duplicate")


async def test_a_patch_travels_in_a_binary(fhir: httpx.AsyncClient) -> None:
    patch = base64.b64encode(b'[{"op": "replace", "path": "/status", "value": "busy"}]').decode()
    binary = {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": patch}
    assert statuses(await fhir.post("", json=bundle(entry("PATCH", "Slot/mon-9", binary)))) == ["200 OK"]
    assert (await fhir.get("Slot/mon-9")).json()["status"] == "busy"
    broken = {**binary, "data": "?"}
    assert problem(await fhir.post("", json=bundle(entry("PATCH", "Slot/mon-9", broken))))[0] == 400


async def test_a_batch_does_each_entry_on_its_own(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.post(
        "",
        json=bundle(
            entry("POST", "Patient", NEW_PATIENT),
            entry("PUT", "Slot/mon-9", BUSY, ifMatch='W/"9"'),
            entry("GET", "Slot/mon-10"),
            entry("GET", "Slot/nowhere"),
            {"request": {}},
            type_="batch",
        ),
    )
    assert statuses(answer) == [
        "201 Created",
        "412 Precondition Failed",
        "200 OK",
        "404 Not Found",
        "400 Bad Request",
    ]
    entries = answer.json()["entry"]
    assert entries[1]["response"]["outcome"]["issue"][0]["code"] == "conflict"
    assert entries[2]["resource"]["id"] == "mon-10"
    assert len(await ids(fhir, "Patient?family=ek")) == 1


async def test_the_written_resources_come_back_when_asked_for(fhir: httpx.AsyncClient) -> None:
    request = bundle(entry("POST", "Patient", NEW_PATIENT))
    headers = {"Prefer": "return=representation"}
    answer = await fhir.post("", json=request, headers=headers)
    assert answer.json()["entry"][0]["resource"]["name"] == NEW_PATIENT["name"]


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Patient"},
        bundle(type_="document"),
        [],
        {"resourceType": "Bundle", "type": "batch", "entry": {}},
        {"resourceType": "Bundle", "type": "transaction", "entry": [1]},
    ],
)
async def test_what_is_no_bundle_to_process_is_refused(fhir: httpx.AsyncClient, body: Any) -> None:
    assert problem(await fhir.post("", json=body))[0] == 400


async def test_a_large_bundle_does_not_stop_others_from_reading(clock: PinnedClock, tmp_path: Path) -> None:
    with create_store(tmp_path / "fhir.db", clock) as store:
        patients = [patient(f"p{n}", "Jo", "Ek", "1980-01-01", "+15550100000", f"B{n}") for n in range(300)]
        request = bundle(*(entry("PUT", f"Patient/{each['id']}", each) for each in patients))
        async with client_of(store) as one, client_of(store) as other:
            writing = asyncio.create_task(one.post("", json=request))
            seen = []
            while not writing.done():
                seen.append((await other.get("Patient?_summary=count")).json()["total"])
                await asyncio.sleep(0)
            assert statuses(await writing) == ["201 Created"] * 300
            assert set(seen) <= {0, 300}
            assert len(seen) > 3


async def test_a_large_bundle_whose_client_went_away_is_written_to_its_end(
    clock: PinnedClock, tmp_path: Path
) -> None:
    with create_store(tmp_path / "fhir.db", clock) as store:
        patients = [patient(f"p{n}", "Jo", "Ek", "1980-01-01", "+15550100000", f"B{n}") for n in range(100)]
        request = bundle(*(entry("PUT", f"Patient/{each['id']}", each) for each in patients))
        async with client_of(store) as client:
            writing = asyncio.create_task(client.post("", json=request))
            for _ in range(50):  # turns of the loop: by then its thread writes
                await asyncio.sleep(0)
            writing.cancel()
            following = asyncio.create_task(client.post("Patient", json=NEW_PATIENT))
            reads = 0
            while not following.done():  # the next writer waits its turn, and keeps nobody from reading
                reads += (await client.get("Patient?_summary=count")).json()["total"] == 0
                await asyncio.sleep(0)
            assert (await following).status_code == 201
            assert writing.cancelled()
            assert reads > 3
            assert (await client.get("Patient?_summary=count")).json()["total"] == 101


def test_a_seed_that_cannot_be_stored_is_refused_as_a_whole(store: FhirStore) -> None:
    with pytest.raises(SeedRefused, match=r"Bundle.entry\[1\]"):
        store.load(
            [patient("new", "Jo", "Ek", "2001-01-01", "+15550100009", "A9"), {**BUSY, "status": "taken"}]
        )
    assert store.load(bundle(entry("POST", "Patient", NEW_PATIENT))) == 1


def test_a_store_is_empty_until_it_is_loaded(clock: PinnedClock) -> None:
    with create_store(":memory:", clock) as store:
        assert store.is_empty()
        assert (
            store.load({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": NEW_PATIENT}]})
            == 1
        )
        assert not store.is_empty()
