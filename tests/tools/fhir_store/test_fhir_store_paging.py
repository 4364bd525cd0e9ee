"""Pages and included resources of a search."""

import httpx
import pytest
from small_clinic import ids, patient, problem, slot


def link(bundle: dict, relation: str) -> str | None:  # type: ignore[type-arg]
    return next((each["url"] for each in bundle["link"] if each["relation"] == relation), None)


async def many_patients(fhir: httpx.AsyncClient) -> None:
    for n in range(11):
        born = f"19{50 + n % 4}-01-01"
        new = patient(f"p{n:02}", "Jo", "Ek", born, f"+1555010{n:04}", f"B{n}")
        await fhir.put(f"Patient/p{n:02}", json=new)


@pytest.mark.parametrize("order", ["", "&_sort=birthdate", "&_sort=-birthdate,_id", "&_sort=-_lastUpdated"])
async def test_pages_show_everything_once_forwards_and_backwards(fhir: httpx.AsyncClient, order: str) -> None:
    await many_patients(fhir)
    everything = await ids(fhir, f"Patient?family=ek{order}")
    page = (await fhir.get(f"Patient?family=ek&_count=4{order}")).json()
    pages = [page]
    while following := link(page, "next"):
        page = (await fhir.get(following)).json()
        pages.append(page)
    found = [[each["resource"]["id"] for each in one["entry"]] for one in pages]
    assert [each for one in found for each in one] == everything
    assert [len(one) for one in found] == [4, 4, 3]
    assert {one["total"] for one in pages} == {11}
    back = [page]
    while before := link(page, "previous"):
        page = (await fhir.get(before)).json()
        back.insert(0, page)
    assert [[each["resource"]["id"] for each in one["entry"]] for one in back] == found


async def test_a_page_is_not_shifted_by_what_is_written_meanwhile(fhir: httpx.AsyncClient) -> None:
    await many_patients(fhir)
    first = (await fhir.get("Patient?family=ek&_sort=_id&_count=5")).json()
    await fhir.delete("Patient/p01")
    await fhir.put("Patient/p00x", json=patient("p00x", "Jo", "Ek", "1950-01-01", "+15550109999", "B99"))
    second = (await fhir.get(link(first, "next") or "")).json()
    assert [each["resource"]["id"] for each in second["entry"]] == ["p05", "p06", "p07", "p08", "p09"]


async def test_a_page_link_does_not_fit_another_search(fhir: httpx.AsyncClient) -> None:
    await many_patients(fhir)
    following = link((await fhir.get("Patient?family=ek&_count=4")).json(), "next")
    assert following is not None
    assert problem(await fhir.get(following + "&_sort=birthdate"))[0] == 400


async def test_total_may_be_left_out(fhir: httpx.AsyncClient) -> None:
    bundle = (await fhir.get("Slot?status=free&_total=none")).json()
    assert "total" not in bundle
    assert len(bundle["entry"]) == 3


async def test_a_sorted_page_of_a_long_range_is_the_same_as_the_head_of_the_whole(
    fhir: httpx.AsyncClient,
) -> None:
    for n in range(120):
        start, end = f"2026-03-04T{n // 6:02}:{n % 6}0:00Z", f"2026-03-04T{n // 6:02}:{n % 6}5:00Z"
        await fhir.put(f"Slot/x{n}", json=slot(f"x{n}", start, end, status="free" if n % 3 else "busy"))
    query = "Slot?status=free&start=ge2026-03-04T00:00:00Z&_sort={}&_count={}"
    for order in ("start", "-start"):
        assert await ids(fhir, query.format(order, 3)) == (await ids(fhir, query.format(order, 200)))[:3]


def modes(bundle: dict) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    """What a Bundle holds: (mode, type/id) of each entry."""
    return [
        (each["search"]["mode"], f"{each['resource']['resourceType']}/{each['resource']['id']}")
        for each in bundle["entry"]
    ]


async def test_included_resources_come_once_and_are_marked(fhir: httpx.AsyncClient) -> None:
    bundle = (await fhir.get("Slot?schedule=osei&_include=Slot:schedule")).json()
    assert modes(bundle) == [
        ("match", "Slot/mon-9"),
        ("match", "Slot/mon-10"),
        ("include", "Schedule/osei"),
    ]
    assert bundle["total"] == 2


async def test_includes_may_follow_included_resources(fhir: httpx.AsyncClient) -> None:
    query = "Slot?_id=tue-9&_include=Slot:schedule&_include:iterate=Schedule:actor:Practitioner"
    assert modes((await fhir.get(query)).json()) == [
        ("match", "Slot/tue-9"),
        ("include", "Schedule/lund"),
        ("include", "Practitioner/lund"),
    ]


async def test_an_include_that_does_not_iterate_stays_at_the_matches(fhir: httpx.AsyncClient) -> None:
    bundle = (await fhir.get("Slot?_id=tue-9&_include=Slot:schedule&_include=Schedule:actor")).json()
    assert modes(bundle) == [("match", "Slot/tue-9"), ("include", "Schedule/lund")]


async def test_revinclude_brings_what_refers_to_the_matches(fhir: httpx.AsyncClient) -> None:
    bundle = (await fhir.get("Patient?family=garcia&_revinclude=Appointment:patient")).json()
    assert modes(bundle) == [
        ("match", "Patient/maria"),
        ("match", "Patient/mario"),
        ("include", "Appointment/visit-1"),
    ]
