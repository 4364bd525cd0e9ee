"""Many writers at once: If-Match lets one win, If-None-Exist makes one resource."""

import asyncio

import httpx
import pytest
from small_clinic import appointment, ids, problem

KEY = "identifier=urn:frontdesk:task|t-1"
IDENTIFIED = appointment("ann", "tue-9", identifier=[{"system": "urn:frontdesk:task", "value": "t-1"}])


@pytest.mark.parametrize("tag", ['W/"1"', '"1"', "1", "*", 'W/"7", W/"1"'])
async def test_the_version_read_may_be_named_in_any_form(fhir: httpx.AsyncClient, tag: str) -> None:
    slot = (await fhir.get("Slot/mon-9")).json()
    answer = await fhir.put("Slot/mon-9", json={**slot, "status": "busy"}, headers={"If-Match": tag})
    assert (answer.status_code, answer.headers["etag"]) == (200, 'W/"2"')


@pytest.mark.parametrize("tag", ['W/"2"', '"0"', "9", "", "nonsense"])
async def test_a_write_with_another_version_is_refused_and_changes_nothing(
    fhir: httpx.AsyncClient, tag: str
) -> None:
    slot = (await fhir.get("Slot/mon-9")).json()
    headers = {"If-Match": tag}
    assert problem(await fhir.put("Slot/mon-9", json={**slot, "status": "busy"}, headers=headers))[0] == 412
    assert problem(await fhir.delete("Slot/mon-9", headers=headers))[0] == 412
    patch = {**headers, "Content-Type": "application/json-patch+json"}
    assert problem(await fhir.patch("Slot/mon-9", content=b"[]", headers=patch))[0] == 412
    assert (await fhir.get("Slot/mon-9")).json() == slot


async def test_if_match_on_what_does_not_exist_is_refused(fhir: httpx.AsyncClient) -> None:
    body = {"resourceType": "Patient", "id": "nobody"}
    assert problem(await fhir.put("Patient/nobody", json=body, headers={"If-Match": "*"}))[0] == 412


async def test_if_none_match_star_creates_only_what_is_new(fhir: httpx.AsyncClient) -> None:
    headers = {"If-None-Match": "*"}
    body = {"resourceType": "Patient", "id": "new"}
    assert (await fhir.put("Patient/new", json=body, headers=headers)).status_code == 201
    assert problem(await fhir.put("Patient/new", json=body, headers=headers))[:2] == (412, "duplicate")


async def test_a_read_of_a_version_already_known_is_304(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.get("Slot/mon-9", headers={"If-None-Match": 'W/"1"'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", 'W/"1"')
    assert (await fhir.get("Slot/mon-9", headers={"If-None-Match": 'W/"2"'})).status_code == 200


async def test_of_fifty_writers_with_the_same_version_exactly_one_wins(fhir: httpx.AsyncClient) -> None:
    slot = {**(await fhir.get("Slot/mon-9")).json(), "status": "busy"}
    answers = await asyncio.gather(
        *(
            fhir.put("Slot/mon-9", json={**slot, "comment": f"writer {n}"}, headers={"If-Match": 'W/"1"'})
            for n in range(50)
        )
    )
    assert sorted(each.status_code for each in answers) == [200] + [412] * 49
    winner = next(each for each in answers if each.status_code == 200)
    assert (await fhir.get("Slot/mon-9")).json() == winner.json()


async def test_a_conditional_create_is_made_once_and_found_afterwards(fhir: httpx.AsyncClient) -> None:
    headers = {"If-None-Exist": KEY}
    first = await fhir.post("Appointment", json=IDENTIFIED, headers=headers)
    second = await fhir.post("Appointment", json=IDENTIFIED, headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert second.headers["location"] == first.headers["location"]


async def test_fifty_conditional_creates_at_once_make_one_resource(fhir: httpx.AsyncClient) -> None:
    posts = (fhir.post("Appointment", json=IDENTIFIED, headers={"If-None-Exist": KEY}) for _ in range(50))
    answers = await asyncio.gather(*posts)
    assert sorted(each.status_code for each in answers) == [200] * 49 + [201]
    assert len({each.json()["id"] for each in answers}) == 1
    assert len(await ids(fhir, f"Appointment?{KEY}")) == 1


async def test_a_condition_that_several_fit_is_refused(fhir: httpx.AsyncClient) -> None:
    for _ in range(2):
        await fhir.post("Appointment", json=IDENTIFIED)
    answer = await fhir.post("Appointment", json=IDENTIFIED, headers={"If-None-Exist": KEY})
    assert problem(answer)[:2] == (412, "multiple-matches")
    assert problem(await fhir.put(f"Appointment?{KEY}", json=IDENTIFIED))[0] == 412
    assert problem(await fhir.delete(f"Appointment?{KEY}"))[0] == 412


@pytest.mark.parametrize(
    "condition", ["", "identifer=typo", "_count=1", "identifier=", "status:exact=booked"]
)
async def test_a_condition_that_would_fit_anything_is_refused(
    fhir: httpx.AsyncClient, condition: str
) -> None:
    answer = await fhir.post("Appointment", json=IDENTIFIED, headers={"If-None-Exist": condition})
    assert problem(answer)[0] == 400
    assert problem(await fhir.delete(f"Appointment?{condition}"))[0] == 400
    assert await ids(fhir, "Appointment") == ["visit-1"]


async def test_a_conditional_update_creates_then_updates(fhir: httpx.AsyncClient) -> None:
    created = await fhir.put(f"Appointment?{KEY}", json=IDENTIFIED)
    updated = await fhir.put(f"Appointment?{KEY}", json={**IDENTIFIED, "status": "cancelled"})
    assert (created.status_code, updated.status_code) == (201, 200)
    assert updated.json()["id"] == created.json()["id"]
    assert updated.headers["etag"] == 'W/"2"'
    other = await fhir.put(f"Appointment?{KEY}", json={**IDENTIFIED, "id": "other"})
    assert problem(other)[0] == 400
    taken = await fhir.put(
        "Appointment?identifier=urn:frontdesk:task|t-2", json={**IDENTIFIED, "id": "visit-1"}
    )
    assert problem(taken)[0] == 409


async def test_a_conditional_patch_and_delete_act_on_the_one_that_fits(fhir: httpx.AsyncClient) -> None:
    created = (await fhir.post("Appointment", json=IDENTIFIED)).json()
    patch = b'[{"op": "replace", "path": "/status", "value": "cancelled"}]'
    headers = {"Content-Type": "application/json-patch+json"}
    patched = await fhir.patch(f"Appointment?{KEY}", content=patch, headers=headers)
    assert (patched.status_code, patched.json()["id"]) == (200, created["id"])
    assert (await fhir.delete(f"Appointment?{KEY}")).status_code == 204
    assert (await fhir.get(f"Appointment/{created['id']}")).status_code == 410
    assert (await fhir.delete(f"Appointment?{KEY}")).status_code == 204
    assert (await fhir.patch(f"Appointment?{KEY}", content=patch, headers=headers)).status_code == 404
