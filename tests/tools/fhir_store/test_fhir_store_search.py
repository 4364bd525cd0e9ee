"""What each kind of search parameter finds."""

import httpx
import pytest
from small_clinic import ids, problem


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # tokens: code, system|code, |code, system|
        ("Patient?identifier=A1", ["maria"]),
        ("Patient?identifier=urn:clinic:mrn|A1", ["maria"]),
        ("Patient?identifier=|A1", []),
        ("Patient?identifier=urn:other|A1", []),
        ("Patient?identifier=urn:clinic:mrn|", ["maria", "mario", "ann"]),
        ("Patient?identifier=urn:clinic:mrn|A1,urn:clinic:mrn|A3", ["maria", "ann"]),
        ("Slot?status=busy", ["mon-10"]),
        ("Slot?status=busy,free", ["mon-9", "mon-10", "mon-21", "tue-9"]),
        ("Slot?status:not=free", ["mon-10"]),
        ("Slot?service-type=follow-up&status=free", ["mon-9", "mon-21", "tue-9"]),
        ("Slot?service-type=urn:clinic:visit-type|follow-up&schedule=Schedule/lund", ["mon-21", "tue-9"]),
        ("Patient?active=true", ["maria", "mario", "ann"]),
        ("Patient?active=false", []),
        # strings: the beginning, without case and accents
        ("Patient?family=garcia", ["maria", "mario"]),
        ("Patient?family=GARCÍA-L", ["maria"]),
        ("Patient?family=lopez", []),
        ("Patient?family:contains=lopez", ["maria"]),
        ("Patient?family:exact=Garcia", ["mario"]),
        ("Patient?family:exact=garcia", []),
        ("Patient?name=mari", ["maria", "mario"]),
        ("Patient?given=mar&family=garcia-lopez", ["maria"]),
        ("Patient?given=María", ["maria"]),
        ("Practitioner?family=Osei", ["osei"]),
        # contacts: however they are punctuated
        ("Patient?phone=%2B15550100001", ["maria"]),
        ("Patient?phone=1-555-010-0002", ["mario"]),
        ("Patient?telecom=ann@example.org", ["ann"]),
        ("Patient?email=ANN@example.org", ["ann"]),
        ("Patient?email=555", []),
        # references: with and without type, and by absolute URL
        ("Appointment?patient=maria", ["visit-1"]),
        ("Appointment?patient=Patient/maria", ["visit-1"]),
        ("Appointment?patient=http://ehr/fhir/Patient/maria", ["visit-1"]),
        ("Appointment?patient=http://elsewhere/fhir/Patient/maria", []),
        ("Appointment?patient=Practitioner/osei", []),
        ("Appointment?actor=osei", ["visit-1"]),
        ("Appointment?actor:Practitioner=osei", ["visit-1"]),
        ("Appointment?actor:Patient=osei", []),
        ("Appointment?practitioner=osei&status=booked", ["visit-1"]),
        ("Appointment?slot=mon-9,mon-10", ["visit-1"]),
        ("Slot?schedule=osei", ["mon-9", "mon-10"]),
        ("Schedule?actor=Practitioner/lund", ["lund"]),
        # missing
        ("Appointment?identifier:missing=true", ["visit-1"]),
        ("Appointment?identifier:missing=false", []),
        ("Patient?birthdate:missing=false&family=osei", ["ann"]),
        # dates: the clinic's day, and prefixes
        ("Patient?birthdate=1984-03-14", ["maria"]),
        ("Patient?birthdate=1984-03", ["maria", "mario"]),
        ("Patient?birthdate=1984", ["maria", "mario"]),
        ("Patient?birthdate=ne1984-03-14", ["mario", "ann"]),
        ("Patient?birthdate=gt1984-03-14", ["mario", "ann"]),
        ("Patient?birthdate=ge1984-03-15&birthdate=lt1990-12-31", ["mario"]),
        ("Patient?birthdate=le1984-03-14", ["maria"]),
        ("Patient?birthdate=1984-03-14,1990-12-31", ["maria", "ann"]),
        ("Slot?start=2026-03-02", ["mon-9", "mon-10", "mon-21"]),
        ("Slot?start=gt2026-03-02", ["tue-9"]),
        ("Slot?start=ge2026-03-02T15:00:00Z&start=lt2026-03-03", ["mon-10", "mon-21"]),
        ("Slot?start=2026-03-02T09:00:00-05:00", ["mon-9"]),
        ("Slot?start=2026-03-02T14:00:00Z", ["mon-9"]),
        ("Slot?start=le2026-03-02T14:00:00Z", ["mon-9"]),
        ("Slot?start=lt2026-03-02T14:00:00Z", []),
        ("Slot?start=sa2026-03-02", ["tue-9"]),
        ("Slot?start=eb2026-03-03", ["mon-9", "mon-10", "mon-21"]),
        ("Appointment?date=ge2026-03-02&date=le2026-03-02&patient=maria&status=booked,pending", ["visit-1"]),
        # of every type
        ("Patient?_id=maria,ann", ["maria", "ann"]),
        ("Patient?_id=maria&family=osei", []),
        ("Patient?_lastUpdated=gt2026-03-01", []),
        ("Patient?_lastUpdated=2026-03-01&family=osei", ["ann"]),
        # order
        ("Slot?_sort=-start", ["tue-9", "mon-21", "mon-10", "mon-9"]),
        ("Slot?_sort=status,-start", ["mon-10", "tue-9", "mon-21", "mon-9"]),
        ("Slot?status=free&start=ge2026-03-02&_sort=start", ["mon-9", "mon-21", "tue-9"]),
        ("Patient?_sort=family,given", ["mario", "maria", "ann"]),
        ("Patient?_sort=-_id", ["mario", "maria", "ann"]),
    ],
)
async def test_a_search_finds(fhir: httpx.AsyncClient, query: str, found: list[str]) -> None:
    assert await ids(fhir, query) == found


async def test_commas_in_a_value_are_escaped(fhir: httpx.AsyncClient) -> None:
    name = [{"text": "Lund, Per"}]
    await fhir.put("Patient/comma", json={"resourceType": "Patient", "id": "comma", "name": name})
    assert await ids(fhir, r"Patient?name=Lund\, P") == ["comma"]
    assert await ids(fhir, "Patient?name:exact=Lund, Per") == []


async def test_what_lacks_the_sorted_value_comes_last_in_both_directions(fhir: httpx.AsyncClient) -> None:
    await fhir.put("Patient/newborn", json={"resourceType": "Patient", "id": "newborn"})
    assert (await ids(fhir, "Patient?_sort=birthdate"))[-1] == "newborn"
    assert (await ids(fhir, "Patient?_sort=-birthdate"))[-1] == "newborn"


async def test_a_search_sees_the_newest_version_only(fhir: httpx.AsyncClient) -> None:
    slot = (await fhir.get("Slot/mon-9")).json()
    await fhir.put("Slot/mon-9", json={**slot, "status": "busy", "schedule": {"reference": "Schedule/lund"}})
    assert await ids(fhir, "Slot?status=free&schedule=osei") == []
    assert await ids(fhir, "Slot?status=busy&schedule=lund") == ["mon-9"]


async def test_a_post_search_finds_the_same_and_keeps_its_words_out_of_the_url(
    fhir: httpx.AsyncClient,
) -> None:
    form = {"family": "garcia", "birthdate": "1984-03-14"}
    posted = await fhir.post("Patient/_search", data=form)
    assert [each["resource"]["id"] for each in posted.json()["entry"]] == ["maria"]
    assert (await fhir.post("Patient/_search")).json()["total"] == 3


async def test_a_search_reports_the_parameters_that_it_used(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.get("Patient?family=osei&shoe-size=44")
    assert answer.json()["link"] == [{"relation": "self", "url": "http://ehr/fhir/Patient?family=osei"}]
    strict = await fhir.get("Patient?family=osei&shoe-size=44", headers={"Prefer": "handling=strict"})
    assert problem(strict)[:2] == (400, "not-supported")


@pytest.mark.parametrize(
    "query",
    [
        "Patient?birthdate=1984-02-31",
        "Patient?birthdate=yesterday",
        "Patient?birthdate=xx1984-03-14",
        "Patient?birthdate=",
        "Patient?family=a,,b",
        "Patient?family:not=a",
        "Patient?family:missing=maybe",
        "Patient?_id:exact=a",
        "Patient?_sort=shoe-size",
        "Patient?_count=-1",
        "Patient?_count=many",
        "Patient?_summary=data",
        "Patient?_total=roughly",
        "Patient?_cursor=nonsense",
        "Patient?_cursor=WzFd",
        "Slot?_include=Slot:status",
        "Slot?_include=Nothing:here",
        "Slot?_include=*",
        "Slot?schedule=" + ",".join(["osei"] * 301),
    ],
)
async def test_a_search_that_cannot_be_understood_is_refused(fhir: httpx.AsyncClient, query: str) -> None:
    assert problem(await fhir.get(query))[0] == 400


async def test_a_count_alone_carries_no_entries(fhir: httpx.AsyncClient) -> None:
    for query in ("Slot?status=free&_summary=count", "Slot?status=free&_count=0"):
        bundle = (await fhir.get(query)).json()
        assert bundle["total"] == 3
        assert "entry" not in bundle


async def test_elements_leaves_out_the_rest_and_says_so(fhir: httpx.AsyncClient) -> None:
    bundle = (await fhir.get("Slot?_id=mon-9&_elements=status,start")).json()
    resource = bundle["entry"][0]["resource"]
    assert set(resource) == {"resourceType", "id", "meta", "status", "start"}
    assert resource["meta"]["tag"][0]["code"] == "SUBSETTED"
