"""SMART Backend Services against an authorization server over HTTP: tokens, renewal, rotation, clocks."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from client_and_server import Opens, Time, jwk, write_bytes, write_jwks, write_pem

from evals.standins.smart_server import SmartServer
from tools.fhir_client import EhrUnavailable, Unauthorized, within
from tools.smart import KeyFile, KeyUnusable, NoTokenEndpoint, TokenRefused, discover


async def test_a_resource_is_read_with_a_token_that_was_asked_for_once(server: SmartServer, opened: Opens):
    async with opened() as (fhir, _):
        for _ in range(3):
            assert (await fhir.read("Patient", "p1"))["birthDate"] == "1985-03-14"
    assert server.token_calls == 1


@pytest.mark.parametrize("name", ["rsa", "ec"])
async def test_both_kinds_of_keys_sign(server: SmartServer, opened: Opens, key_path: Path, name: str):
    write_pem(key_path, name)
    server.jwks = KeyFile(key_path).published()
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
    assert KeyFile(key_path).signing_key().algorithm == {"rsa": "RS384", "ec": "ES384"}[name]


@pytest.mark.parametrize(
    ("announced", "asked_for"),
    [
        ({}, "system/Slot.read system/Slot.write"),
        ({"capabilities": ["permission-v1"]}, "system/Slot.read system/Slot.write"),
        ({"capabilities": ["permission-v1", "permission-v2"]}, "system/Slot.rus"),
    ],
)
async def test_scopes_are_asked_for_in_the_version_that_the_server_announces(
    server: SmartServer, opened: Opens, announced: dict[str, object], asked_for: str
):
    server.document = announced
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
    assert asked_for in server.scopes[0]
    assert "HealthcareService" not in server.scopes[0], "nothing is asked for that is not used"


async def test_scopes_can_be_set(server: SmartServer, opened: Opens):
    async with opened(scope="system/*.*") as (fhir, _):
        await fhir.read("Patient", "p1")
    assert server.scopes == ["system/*.*"]


async def test_many_callers_at_once_share_one_token_request(server: SmartServer, opened: Opens):
    async with opened() as (fhir, _):
        await asyncio.gather(*(fhir.read("Patient", "p1") for _ in range(50)))
    assert server.token_calls == 1


async def test_a_token_is_renewed_before_it_ends_and_nobody_waits(
    server: SmartServer, opened: Opens, time: Time
):
    async with opened() as (fhir, services):
        first = await services.token()
        time.passes(245)  # of 300 s
        assert await services.token() == first
        await asyncio.gather(*(fhir.read("Patient", "p1") for _ in range(20)))
        assert server.token_calls == 2
        assert await services.token() != first


async def test_expiry_under_load_costs_one_renewal_and_no_failure(
    server: SmartServer, opened: Opens, time: Time
):
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
        for _ in range(4):
            time.passes(400)
            await asyncio.gather(*(fhir.read("Patient", "p1") for _ in range(30)))
    assert server.token_calls == 5


async def test_tokens_revoked_under_load_cost_one_renewal_and_every_call_succeeds(
    server: SmartServer, opened: Opens, time: Time
):
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
        time.passes(60)
        server.revoke_all()
        await asyncio.gather(*(fhir.read("Patient", "p1") for _ in range(40)))
    assert server.token_calls == 2


async def test_a_write_refused_for_its_token_is_sent_again_and_takes_effect_once(
    server: SmartServer, opened: Opens, time: Time
):
    async with opened() as (fhir, _):
        patient = await fhir.read("Patient", "p1")
        time.passes(60)
        server.revoke_all()
        updated = await fhir.update({**patient, "active": True})
    assert (patient["meta"]["versionId"], updated["meta"]["versionId"]) == ("1", "2")


async def test_a_server_that_refuses_its_own_new_token_is_not_asked_for_ever_more(
    server: SmartServer, opened: Opens
):
    async with opened() as (fhir, services):
        await services.token()
        server.revoke_all()
        for _ in range(5):
            with pytest.raises(Unauthorized) as refused:
                await fhir.read("Patient", "p1")
    assert refused.value.http_status == 401
    assert server.token_calls == 1


async def test_a_token_that_still_works_is_used_while_the_authorization_server_fails(
    server: SmartServer, opened: Opens, time: Time
):
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
        time.passes(250)
        server.breaks = 503
        for _ in range(5):
            await fhir.read("Patient", "p1")
        assert server.token_calls == 2, "not once for every call"
        server.breaks = None
        time.passes(6)
        await fhir.read("Patient", "p1")
        time.passes(120)
        await fhir.read("Patient", "p1")
    assert server.token_calls == 3


async def test_a_caller_who_gives_up_does_not_stop_the_renewal_of_others(server: SmartServer, opened: Opens):
    async with opened() as (_, services):
        impatient = asyncio.create_task(services.token())
        patient = asyncio.create_task(services.token())
        await asyncio.sleep(0)
        impatient.cancel()
        assert server.accepts(await patient)


async def test_nothing_was_written_when_time_runs_out_before_there_is_a_token(
    server: SmartServer, opened: Opens, monkeypatch: pytest.MonkeyPatch
):
    asked = asyncio.Event()

    async def never(*_: object, **__: object) -> httpx.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    monkeypatch.setattr(httpx.AsyncClient, "get", never)
    async with opened() as (fhir, _):
        with within(0.05), pytest.raises(EhrUnavailable):
            await fhir.create({"resourceType": "Patient"}, if_none_exist=("urn:x", "k"))
    assert asked.is_set()
    assert server.fhir_calls == 0


async def test_a_key_that_is_put_in_place_of_the_old_one_is_used_at_the_next_renewal(
    server: SmartServer, opened: Opens, time: Time, key_path: Path
):
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
        write_pem(key_path, "rsa-next")
        server.jwks = KeyFile(key_path).published()
        time.passes(400)
        await fhir.read("Patient", "p1")
    assert server.reasons == []


async def test_a_key_set_changes_keys_without_a_gap(
    server: SmartServer, opened: Opens, time: Time, key_path: Path
):
    old, new = jwk("rsa", "2025"), jwk("ec", "2026")
    async with opened() as (fhir, _):
        for order in ([old], [old, new], [new, old], [new]):
            write_jwks(key_path, *order)
            server.jwks = KeyFile(key_path).published()
            time.passes(400)
            await fhir.read("Patient", "p1")
    assert server.reasons == []
    assert [key["kid"] for key in server.jwks["keys"]] == ["2026"]


@pytest.mark.parametrize("minutes", [-90, -6, -1, 1, 6, 90])
async def test_a_server_whose_clock_differs_is_met_at_its_own_time(
    server: SmartServer, opened: Opens, time: Time, minutes: int
):
    server.ahead = timedelta(minutes=minutes)
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
        time.passes(400)
        await fhir.read("Patient", "p1")
    assert (server.reasons, server.token_calls) == ([], 2)


async def test_a_clock_that_was_set_since_costs_a_second_try(server: SmartServer, opened: Opens, time: Time):
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
        server.ahead = timedelta(hours=-1)
        time.passes(400)
        await fhir.read("Patient", "p1")
    assert server.reasons == ["exp"]
    assert server.token_calls == 3


async def test_a_refused_client_does_not_ask_again_for_every_patient(
    server: SmartServer, opened: Opens, time: Time, key_path: Path
):
    write_pem(key_path, "rsa-unknown")
    async with opened() as (fhir, _):
        for _ in range(10):
            with pytest.raises(TokenRefused):
                await fhir.read("Patient", "p1")
        assert server.token_calls == 1
        time.passes(31)
        with pytest.raises(TokenRefused):
            await fhir.read("Patient", "p1")
        assert server.token_calls == 2
        write_pem(key_path, "rsa")  # a new key is tried at once
        await fhir.read("Patient", "p1")


async def test_the_token_endpoint_may_be_named_in_the_capability_statement_alone():
    uris = [{"url": "token", "valueUri": "http://auth.example/token"}]
    oauth = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
    security = {"extension": [{"url": oauth, "extension": uris}]}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/metadata"):
            return httpx.Response(200, json={"rest": [{"mode": "server", "security": security}]})
        return httpx.Response(404)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        found = await discover(http, "http://ehr.example/fhir")
    assert (found.token_url, found.found_in) == ("http://auth.example/token", "metadata")


async def test_a_server_without_a_token_endpoint_is_told_so(server: SmartServer, opened: Opens):
    server.document = {"token_endpoint": None}
    async with opened() as (fhir, _):
        with pytest.raises(NoTokenEndpoint, match="FRONTDESK_EHR_URL"):
            await fhir.read("Patient", "p1")


async def test_a_token_endpoint_without_tls_is_not_used_by_a_server_with_it():
    plain = httpx.Response(200, json={"token_endpoint": "http://auth.example/token"})
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: plain)) as http:
        with pytest.raises(NoTokenEndpoint, match="without TLS"):
            await discover(http, "https://ehr.example/fhir")


async def test_a_token_that_was_refused_is_not_shown_again(server: SmartServer, opened: Opens, time: Time):
    async with opened() as (fhir, _):
        await fhir.read("Patient", "p1")
        time.passes(60)
        server.revoke_all()
        server.breaks = 503
        with pytest.raises(EhrUnavailable):
            await fhir.create({"resourceType": "Patient"}, if_none_exist=("urn:x", "k"))
        assert server.fhir_calls == 2
        with pytest.raises(EhrUnavailable):
            await fhir.read("Patient", "p1")
        assert server.fhir_calls == 2
        server.breaks = None
        await fhir.read("Patient", "p1")


async def test_a_key_file_that_is_put_right_works_at_once_however_long_it_was_wrong(
    server: SmartServer, opened: Opens, key_path: Path
):
    write_bytes(key_path, b"no key")
    async with opened() as (fhir, _):
        for _ in range(12):
            with pytest.raises(KeyUnusable):
                await fhir.read("Patient", "p1")
        write_pem(key_path, "rsa")
        await fhir.read("Patient", "p1")
    assert server.token_calls == 1
