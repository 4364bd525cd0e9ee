"""Create, read, update, patch, delete and history, as an ordinary FHIR client sees them."""

from datetime import timedelta

import httpx
import orjson
import pytest
from small_clinic import appointment, patient, problem, slot

from clinic.clock import PinnedClock
from tools.fhir_store import FhirStore

PATCH = {"Content-Type": "application/json-patch+json"}


async def test_a_created_resource_is_told_with_its_id_version_time_and_place(fhir: httpx.AsyncClient) -> None:
    created = await fhir.post("Patient", json={"resourceType": "Patient", "id": "ignored", "active": True})
    assert created.status_code == 201
    resource = created.json()
    assert resource["id"] != "ignored"
    assert resource["meta"] == {"versionId": "1", "lastUpdated": "2026-03-01T12:00:00.000Z"}
    assert created.headers["etag"] == 'W/"1"'
    assert created.headers["last-modified"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert created.headers["location"] == f"http://ehr/fhir/Patient/{resource['id']}/_history/1"
    assert created.headers["content-type"].startswith("application/fhir+json")
    read = await fhir.get(f"Patient/{resource['id']}")
    assert (read.status_code, read.json(), read.headers["etag"]) == (200, resource, 'W/"1"')


async def test_an_update_makes_the_next_version_and_the_old_one_stays_readable(
    fhir: httpx.AsyncClient, clock: PinnedClock
) -> None:
    before = (await fhir.get("Slot/mon-9")).json()
    clock.advance(timedelta(minutes=5))
    updated = await fhir.put("Slot/mon-9", json={**before, "status": "busy"})
    assert (updated.status_code, updated.headers["etag"]) == (200, 'W/"2"')
    assert updated.json()["meta"]["lastUpdated"] == "2026-03-01T12:05:00.000Z"
    assert (await fhir.get("Slot/mon-9/_history/1")).json() == before
    assert (await fhir.get("Slot/mon-9/_history/2")).json()["status"] == "busy"
    assert problem(await fhir.get("Slot/mon-9/_history/3"))[:2] == (404, "not-found")
    assert problem(await fhir.get("Slot/mon-9/_history/x"))[:2] == (404, "not-found")


async def test_a_put_to_a_new_id_creates_it(fhir: httpx.AsyncClient) -> None:
    new = slot("wed-9", "2026-03-04T14:00:00Z", "2026-03-04T14:20:00Z")
    answer = await fhir.put("Slot/wed-9", json=new)
    assert (answer.status_code, answer.json()["id"], answer.headers["etag"]) == (201, "wed-9", 'W/"1"')


@pytest.mark.parametrize(
    ("preference", "type_"), [("minimal", None), ("OperationOutcome", "OperationOutcome")]
)
async def test_a_writer_may_ask_for_less_than_the_resource(
    fhir: httpx.AsyncClient, preference: str, type_: str | None
) -> None:
    answer = await fhir.post(
        "Patient", json={"resourceType": "Patient"}, headers={"Prefer": f"return={preference}"}
    )
    assert answer.status_code == 201
    assert "location" in answer.headers
    assert (answer.json()["resourceType"] if answer.content else None) == type_


async def test_a_json_patch_changes_what_it_names(fhir: httpx.AsyncClient) -> None:
    operations = [
        {"op": "test", "path": "/status", "value": "free"},
        {"op": "replace", "path": "/status", "value": "busy"},
    ]
    before = (await fhir.get("Slot/mon-9")).json()
    answer = await fhir.patch("Slot/mon-9", content=orjson.dumps(operations), headers=PATCH)
    expected = {**before, "status": "busy", "meta": {**before["meta"], "versionId": "2"}}
    assert (answer.status_code, answer.json()) == (200, expected)
    again = await fhir.patch("Slot/mon-9", content=orjson.dumps(operations), headers=PATCH)
    assert problem(again)[:2] == (422, "processing")


@pytest.mark.parametrize(
    ("operations", "status"),
    [
        ({"op": "replace"}, 400),
        ([{"op": "fly", "path": "/status"}], 400),
        ([{"path": "/status"}], 400),
        (["replace"], 400),
        ([{"op": "replace", "path": "/nothing/here", "value": 1}], 422),
        ([{"op": "replace", "path": "/id", "value": "other"}], 422),
        ([{"op": "remove", "path": "/resourceType"}], 422),
        ([{"op": "replace", "path": "", "value": []}], 422),
        ([{"op": "replace", "path": "/status", "value": "nonsense"}], 422),
        ([{"op": "copy", "from": "/serviceType", "path": "/serviceType/-"}] * 40, 413),  # doubles each time
    ],
)
async def test_a_patch_that_cannot_be_applied_changes_nothing(
    fhir: httpx.AsyncClient, operations: object, status: int
) -> None:
    answer = await fhir.patch("Slot/mon-9", content=orjson.dumps(operations), headers=PATCH)
    assert problem(answer)[0] == status
    assert (await fhir.get("Slot/mon-9")).headers["etag"] == 'W/"1"'


async def test_a_deleted_resource_is_gone_is_not_found_by_searches_and_can_come_back(
    fhir: httpx.AsyncClient,
) -> None:
    visit = (await fhir.get("Appointment/visit-1")).json()
    deleted = await fhir.delete("Appointment/visit-1")
    assert (deleted.status_code, deleted.headers["etag"]) == (204, 'W/"2"')
    assert problem(await fhir.get("Appointment/visit-1"))[:2] == (410, "deleted")
    assert (await fhir.get("Appointment?patient=maria")).json()["total"] == 0
    assert problem(await fhir.get("Appointment/visit-1/_history/2"))[0] == 410
    assert (await fhir.get("Appointment/visit-1/_history/1")).json() == visit
    assert (await fhir.delete("Appointment/visit-1")).status_code == 204
    back = await fhir.put("Appointment/visit-1", json=visit)
    assert (back.status_code, back.headers["etag"]) == (201, 'W/"3"')
    assert (await fhir.get("Appointment?patient=maria")).json()["total"] == 1


async def test_what_others_refer_to_cannot_be_deleted(fhir: httpx.AsyncClient) -> None:
    assert problem(await fhir.delete("Patient/maria"))[:2] == (409, "conflict")
    assert (await fhir.get("Patient/maria")).status_code == 200
    await fhir.delete("Appointment/visit-1")
    assert (await fhir.delete("Patient/maria")).status_code == 204


async def test_history_lists_every_version_newest_first(fhir: httpx.AsyncClient, clock: PinnedClock) -> None:
    visit = (await fhir.get("Appointment/visit-1")).json()
    clock.advance(timedelta(hours=1))
    await fhir.put("Appointment/visit-1", json={**visit, "status": "cancelled"})
    await fhir.delete("Appointment/visit-1")
    history = (await fhir.get("Appointment/visit-1/_history")).json()
    assert [
        (each["request"]["method"], each["response"]["etag"], each.get("resource", {}).get("status"))
        for each in history["entry"]
    ] == [("DELETE", 'W/"3"', None), ("PUT", 'W/"2"', "cancelled"), ("PUT", 'W/"1"', "booked")]
    assert problem(await fhir.get("Appointment/nobody/_history"))[0] == 404


async def test_history_since_an_instant_holds_exactly_the_changes(
    fhir: httpx.AsyncClient, store: FhirStore, clock: PinnedClock
) -> None:
    clock.advance(timedelta(hours=1))
    await fhir.post("Appointment", json=appointment("ann", "tue-9"))
    await fhir.put("Patient/new", json=patient("new", "Jo", "Ek", "2001-01-01", "+15550100009", "A9"))
    changed = (await fhir.get("_history", params={"_since": "2026-03-01T12:30:00Z"})).json()
    types = [each["resource"]["resourceType"] for each in changed["entry"]]
    assert types == ["Patient", "Appointment"]
    of_type = (await fhir.get("Patient/_history", params={"_since": "2026-03-01T12:30:00Z"})).json()
    assert [each["fullUrl"] for each in of_type["entry"]] == ["http://ehr/fhir/Patient/new"]


async def test_history_pages_lead_through_all_versions_once(fhir: httpx.AsyncClient) -> None:
    everything = (await fhir.get("_history?_count=1000")).json()["entry"]
    url, seen = "_history?_count=4", []
    while url:
        page = (await fhir.get(url)).json()
        seen += page["entry"]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
    assert seen == everything
    assert len(seen) == 13
