"""Every refusal of a token gives one message that lists what to check, in order, with what was sent and no secret."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from client_and_server import Opens, Time, pem, private_key, write_pem

from evals.standins.smart_server import SmartServer
from tools.fhir_client import EhrUnavailable, Unauthorized
from tools.smart import TokenRefused

CHECKS = ["Client id", "Key and kid", "Published key set", "Audience", "Clock"]


def wrong_client(server: SmartServer, key_path: Path) -> None:
    server.client_id = "somebody-else"


def wrong_key(server: SmartServer, key_path: Path) -> None:
    write_pem(key_path, "rsa-unknown")


def key_under_another_kid(server: SmartServer, key_path: Path) -> None:
    server.jwks = {"keys": [{**server.jwks["keys"][0], "kid": "other"}]}


def other_key_under_our_kid(server: SmartServer, key_path: Path) -> None:
    kid = server.jwks["keys"][0]["kid"]
    write_pem(key_path, "rsa-unknown")
    from tools.smart import KeyFile

    server.jwks["keys"][0]["kid"] = KeyFile(key_path).signing_key().key_id
    assert kid != server.jwks["keys"][0]["kid"]


def empty_key_set(server: SmartServer, key_path: Path) -> None:
    server.jwks = {"keys": []}


def wrong_audience(server: SmartServer, key_path: Path) -> None:
    server.audience = "https://ehr.example/oauth2/token"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (wrong_client, "client"),
        (wrong_key, "kid"),
        (key_under_another_kid, "kid"),
        (other_key_under_our_kid, "InvalidSignatureError"),
        (empty_key_set, "kid"),
        (wrong_audience, "InvalidAudienceError"),
    ],
)
async def test_each_mistake_is_told_with_the_whole_list_and_what_was_sent(
    server: SmartServer,
    opened: Opens,
    key_path: Path,
    spoil: Callable[[SmartServer, Path], None],
    reason: str,
):
    spoil(server, key_path)
    async with opened() as (fhir, _):
        with pytest.raises(TokenRefused) as refused:
            await fhir.read("Patient", "p1")
    message = refused.value.message
    assert server.reasons == [reason]
    assert "400 invalid_client" in message
    assert re.findall(r"^  \d\. ([^:]+):", message, re.MULTILINE) == CHECKS
    assert "we sent frontdesk as iss" in message
    assert "RS384 with kid" in message
    assert f"aud {server.token_url}" in message
    assert "2026-03-02 13:00:00 UTC, the server's 2026-03-02 13:00:00 (+0 s)" in message
    assert "system/Slot.read" in message


async def test_a_clock_that_cannot_be_right_is_shown_beside_the_servers(
    server: SmartServer, opened: Opens, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(SmartServer, "_objection", lambda *_: "exp")
    server.ahead = timedelta(minutes=7)
    async with opened() as (fhir, _):
        with pytest.raises(TokenRefused, match=r"13:07:00 \(\+420 s\)"):
            await fhir.read("Patient", "p1")


async def test_no_message_and_no_log_holds_a_secret(
    server: SmartServer, opened: Opens, key_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING)  # whatever level earlier tests of the command line left
    sent: list[str] = []

    def echo(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"token_endpoint": "http://auth.example/token"})
        form = dict(pair.split("=") for pair in request.content.decode().split("&"))
        sent.append(form["client_assertion"])
        why = f"bad assertion {form['client_assertion']}\n\x1b[31mred " + "x" * 500
        return httpx.Response(401, json={"error": "invalid_client", "error_description": why})

    async with opened(transport=httpx.MockTransport(echo)) as (fhir, _):
        with pytest.raises(TokenRefused) as refused:
            await fhir.read("Patient", "p1")
    for said in (refused.value.message, caplog.text):
        assert "bad assertion [hidden]" in said
        assert sent[0] not in said
        assert sent[0].rpartition(".")[2] not in said
        assert "\x1b" not in said
        assert pem(private_key("rsa")).decode().splitlines()[1] not in said
    assert len(refused.value.message) < 2000


async def test_refused_scopes_are_told_as_scopes(server: SmartServer, opened: Opens):
    server.grants = ""
    async with opened() as (fhir, _):
        with pytest.raises(TokenRefused) as refused:
            await fhir.read("Patient", "p1")
    assert "FRONTDESK_EHR_SCOPES" in refused.value.message
    assert "Client id" not in refused.value.message


async def test_an_authorization_server_that_fails_is_an_outage_and_asked_again(
    server: SmartServer, opened: Opens, time: Time
):
    server.breaks = 503
    async with opened() as (fhir, _):
        with pytest.raises(EhrUnavailable) as failed:
            await fhir.create({"resourceType": "Patient"}, if_none_exist=("urn:x", "k"))
        assert not isinstance(failed.value, Unauthorized)
        assert server.fhir_calls == 0
        server.breaks = None
        await fhir.read("Patient", "p1")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"token": "x"}),
        httpx.Response(200, json={"access_token": "x", "token_type": "mac"}),
        httpx.Response(200, text="<html>Sign in</html>"),
        httpx.Response(404, text="not here"),
        httpx.Response(302, headers={"Location": "http://evil.example/"}),
    ],
)
async def test_an_answer_without_a_token_is_a_refusal(opened: Opens, answer: httpx.Response):
    def answers(request: httpx.Request) -> httpx.Response:
        known = httpx.Response(200, json={"token_endpoint": "http://auth.example/token"})
        return known if request.method == "GET" else answer

    async with opened(transport=httpx.MockTransport(answers)) as (fhir, _):
        with pytest.raises(TokenRefused, match="gave us no token"):
            await fhir.read("Patient", "p1")
