"""The store as an HTTP server: forms, sizes, methods, callers, and where it is mounted."""

import httpx
import pytest
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from small_clinic import client_of, problem
from starlette.applications import Starlette
from starlette.routing import Mount

from clinic.clock import PinnedClock
from tools.fhir_store import FhirStore, create_store
from tools.fhir_store.search.declarations import SEARCH_PARAMETERS

JSON = {"Content-Type": "application/fhir+json"}


@pytest.mark.parametrize(
    ("method", "path", "content", "headers", "status"),
    [
        ("POST", "Patient", b"{", JSON, 400),
        ("POST", "Patient", b"", JSON, 400),
        ("POST", "Patient", b"[]", JSON, 400),
        ("POST", "Patient", b'"text"', JSON, 400),
        ("POST", "Patient", b"null", JSON, 400),
        ("POST", "Patient", b'{"resourceType": 3}', JSON, 400),
        ("POST", "Patient", b'{"resourceType": "Slot"}', JSON, 400),
        ("POST", "Patient", b'{"resourceType": "Patient", "x": "\xff"}', JSON, 400),
        ("POST", "Patient", b'{"extension":' + b"[" * 900 + b"]" * 900 + b"}", JSON, 400),
        ("POST", "Patient", b"[" * 5000, JSON, 400),
        ("POST", "Patient", b"{}", {"Content-Type": "text/plain"}, 415),
        ("POST", "Patient", b"{}", {}, 415),
        ("POST", "Patient", b"<Patient/>", {"Content-Type": "application/fhir+xml"}, 415),
        ("PATCH", "Patient/maria", b"[]", JSON, 415),
        ("POST", "Patient/_search", b"{}", JSON, 415),
        ("POST", "Patient", b" " * 1_000_001, JSON, 413),
        ("POST", "", b" " * 16_000_001, JSON, 413),
        ("GET", "Patient", b"", {"Accept": "application/fhir+xml"}, 406),
        ("GET", "Patient?_format=xml", b"", {}, 406),
        ("GET", "Unknown", b"", {}, 404),
        ("GET", "Patient/nobody", b"", {}, 404),
        ("GET", "Patient/maria/$everything", b"", {}, 404),
        ("GET", "Patient/maria/_history/1/more", b"", {}, 404),
        ("GET", "", b"", {}, 405),
        ("DELETE", "", b"", {}, 405),
        ("POST", "Patient/maria", b"{}", JSON, 405),
        ("OPTIONS", "Patient", b"", {}, 405),
        ("GET", "Patient/_history?_since=never", b"", {}, 400),
        ("GET", "Patient/_history?_count=x", b"", {}, 400),
    ],
)
async def test_every_refusal_is_an_operation_outcome(
    fhir: httpx.AsyncClient, method: str, path: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await fhir.request(method, path, content=content, headers=headers)
    assert problem(answer)[0] == status
    assert answer.headers["content-type"].startswith("application/fhir+json")


async def test_a_body_that_comes_in_pieces_is_refused_when_it_grows_too_large(
    fhir: httpx.AsyncClient,
) -> None:
    sent = 0

    async def endless():  # type: ignore[no-untyped-def]
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 100_000

    answer = await fhir.post("Patient", content=endless(), headers=JSON)
    assert problem(answer)[0] == 413
    assert sent == 11


@pytest.mark.parametrize("form", ["json", "application/fhir%2Bjson", "application/fhir+json"])
async def test_json_may_be_asked_for_by_parameter(fhir: httpx.AsyncClient, form: str) -> None:
    answer = await fhir.get(f"Patient/maria?_format={form}", headers={"Accept": "text/html"})
    assert answer.status_code == 200


async def test_head_tells_what_get_would(fhir: httpx.AsyncClient) -> None:
    got, head = await fhir.get("Patient/maria"), await fhir.head("Patient/maria")
    assert (head.status_code, head.headers["etag"], head.content) == (200, got.headers["etag"], b"")


async def test_answers_are_not_kept_by_caches(fhir: httpx.AsyncClient) -> None:
    assert (await fhir.get("Patient/maria")).headers["cache-control"] == "no-store"


async def test_only_callers_with_the_right_token_are_served(clock: PinnedClock) -> None:
    with create_store(":memory:", clock, authorize=lambda token: token == "right") as store:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic right"}):
            async with client_of(store, **headers) as client:
                refused = await client.get("Patient")
                assert problem(refused)[:2] == (401, "login")
                assert refused.headers["www-authenticate"] == "Bearer"
                assert problem(await client.post("", content=b"{}", headers=JSON))[0] == 401
                assert (await client.get("metadata")).status_code == 200
        async with client_of(store, Authorization="Bearer right") as client:
            assert (await client.get("Patient")).status_code == 200


async def test_an_unforeseen_failure_is_a_500_that_tells_nothing(
    fhir: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise LookupError("María García")

    monkeypatch.setattr("tools.fhir_store.interactions.searchset", fails)
    answer = await fhir.get("Patient?name=maria")
    assert problem(answer)[:2] == (500, "exception")
    assert "María" not in answer.text + caplog.text
    assert "LookupError at fails" in caplog.text


async def test_a_busy_file_is_a_503_that_asks_to_come_again(
    fhir: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    def locked(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("tools.fhir_store.service.perform", locked)
    answer = await fhir.post("Patient", json={"resourceType": "Patient"})
    assert (problem(answer)[:2], answer.headers["retry-after"]) == ((503, "transient"), "1")


async def test_mounted_in_another_app_its_links_lead_back_to_it(store: FhirStore) -> None:
    outer = Starlette(routes=[Mount("/fhir", app=store.app)])
    transport = httpx.ASGITransport(app=outer)
    async with httpx.AsyncClient(transport=transport, base_url="https://clinic.example") as client:
        page = (await client.get("/fhir/Patient?_count=2")).json()
        following = next(each["url"] for each in page["link"] if each["relation"] == "next")
        assert following.startswith("https://clinic.example/fhir/Patient?")
        assert len((await client.get(following)).json()["entry"]) == 1


async def test_links_name_the_host_that_it_was_told(clock: PinnedClock) -> None:
    with create_store(":memory:", clock, base_url="https://ehr.clinic.example/r4/") as store:
        transport = httpx.ASGITransport(app=store.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1/r4/") as client:
            created = await client.post("Patient", json={"resourceType": "Patient"})
            assert created.headers["location"].startswith("https://ehr.clinic.example/r4/Patient/")


async def test_the_capability_statement_is_valid_and_true(fhir: httpx.AsyncClient) -> None:
    statement = (await fhir.get("metadata")).json()
    CapabilityStatement.model_validate(statement)
    told = {
        resource["type"]: {each["name"] for each in resource["searchParam"]}
        for resource in statement["rest"][0]["resource"]
    }
    assert told.keys() == SEARCH_PARAMETERS.keys()
    for type_, names in told.items():
        for name in names:
            answer = await fhir.get(f"{type_}?{name}=2026", headers={"Prefer": "handling=strict"})
            assert answer.status_code == 200, (type_, name)


async def test_declared_includes_work(fhir: httpx.AsyncClient) -> None:
    for resource in (await fhir.get("metadata")).json()["rest"][0]["resource"]:
        for kind in ("Include", "RevInclude"):
            for include in resource.get(f"search{kind}", ()):
                answer = await fhir.get(f"{resource['type']}?_{kind.lower()}={include}")
                assert answer.status_code == 200, include
