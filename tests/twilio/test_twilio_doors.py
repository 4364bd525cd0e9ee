"""Twilio's doors over HTTP: forged, replayed and late requests, slow and large bodies; a demo without an account."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from own_task import in_own_task
from twilio.request_validator import RequestValidator

import demo
from clinic.clock import PinnedClock
from server import edge
from server.app import create_app
from server.assembly import assemble
from server.demo_access import DemoAccess
from server.frontdesk import Frontdesk
from server.records import deliveries
from server.settings import Settings
from tools.fhir_store import create_store

pytestmark = pytest.mark.asyncio(loop_scope="module")
PUBLIC = "https://front.clinic.example/desk"
FORM = {"MessageSid": "SM1", "From": "+12125550123", "To": "+12125550100", "Body": "hello", "NumMedia": "0"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Frontdesk]:
    """A demo without an account at Twilio: a simulated phone may come in."""
    folder = tmp_path_factory.mktemp("demo")
    with create_store(folder / "fhir.sqlite", PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(demo.demo_resources(demo.DEMO_NOW.date()))
    given: dict[str, Any] = {"mode": "demo", "clock": demo.DEMO_NOW, "data_dir": folder, "public_url": PUBLIC}
    async with in_own_task(assemble(Settings(_env_file=None, **given))) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def http(desk: Frontdesk) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=create_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside.test:8000") as client:
        yield client


def signed(
    desk: Frontdesk, form: dict[str, str], *, at: str = "/twilio/sms", token: str = ""
) -> dict[str, str]:
    key = token or DemoAccess.load_or_make(desk.settings.data_dir).twilio_auth_token
    return {"X-Twilio-Signature": RequestValidator(key).compute_signature(f"{PUBLIC}{at}", form)}


async def test_a_signed_text_is_answered_and_shown_in_the_demos_outbox(
    desk: Frontdesk, http: httpx.AsyncClient
) -> None:
    for _ in range(2):  # a replay is answered alike, and has no effect
        answer = await http.post("/twilio/sms", data=FORM, headers=signed(desk, FORM))
        assert (answer.status_code, answer.headers["content-type"][:8]) == (200, "text/xml")
    assert desk.texts is not None
    await desk.texts.settled()

    (reply,) = await deliveries(desk.database)
    assert (reply.recipient, reply.state, reply.purpose) == (FORM["From"], "waiting", "reply")
    assert (await http.get("/demo/outbox")).json()["deliveries"][0]["text"] == reply.text


@pytest.mark.parametrize("path", ["/twilio/sms", "/twilio/status"])
@pytest.mark.parametrize("how", ["unsigned", "forged", "changed", "moved", "a token that was rotated out"])
async def test_what_twilio_did_not_sign_is_refused_and_leaves_nothing(
    desk: Frontdesk, http: httpx.AsyncClient, how: str, path: str
) -> None:
    form = FORM | {"MessageSid": "SM-forged", "MessageStatus": "delivered"}
    headers = {
        "unsigned": {},
        "forged": signed(desk, form, at=path, token="f" * 32),
        "changed": signed(desk, form | {"Body": "other words"}, at=path),
        "moved": signed(desk, form, at="/twilio/other"),
        "a token that was rotated out": signed(desk, form, at=path, token="0" * 32),
    }[how]
    before = await deliveries(desk.database)
    answer = await http.post(path, data=form, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_from_twilio")
    assert desk.texts is not None
    await desk.texts.settled()
    assert await deliveries(desk.database) == before


async def test_a_signed_request_that_is_no_message_is_told_so(
    desk: Frontdesk, http: httpx.AsyncClient
) -> None:
    form = {"AccountSid": "AC1"}
    for path in ("/twilio/sms", "/twilio/status"):
        answer = await http.post(path, data=form, headers=signed(desk, form, at=path))
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed_webhook")


async def test_a_file_or_a_body_without_end_is_not_read(
    desk: Frontdesk, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await http.post("/twilio/sms", data=FORM, files={"x": b"y"})).status_code in (400, 403)
    large = await http.post("/twilio/sms", data=FORM | {"Body": "x" * 300_000})
    assert large.status_code == 413

    monkeypatch.setattr(edge, "SECONDS_TO_SEND", 0.05)

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"Body=x&"
            await asyncio.Event().wait()

    slow = await http.post(
        "/twilio/sms", content=Endless(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert slow.status_code == 408


async def test_without_an_account_or_a_public_address_there_are_no_doors(desk: Frontdesk) -> None:
    closed = httpx.ASGITransport(app=create_app(dataclasses.replace(desk, twilio=None, texts=None)))
    async with httpx.AsyncClient(transport=closed, base_url="http://inside.test") as client:
        for path in ("/twilio/sms", "/twilio/status"):
            assert (await client.post(path, data=FORM, headers=signed(desk, FORM))).status_code == 404
