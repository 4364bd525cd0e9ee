"""Which pages may talk to the patient API, and how much one visitor may do."""

from collections.abc import AsyncIterator

import httpx
import pytest
from http_talk import open_talk
from scripted import ScriptedConversations
from scripted_desk import scripted_desk

from clinic.settings import ClinicSettings
from server.app import create_app
from server.frontdesk import Frontdesk
from server.visitors import household
from server.widget_module import widget_module

ALLOWED, STRANGER = "https://www.clinic.example", "https://evil.example"
WIDGET = {"origins": [ALLOWED], "conversations_per_hour": 2, "messages_per_minute": 3}


@pytest.fixture
async def embedded(
    graph: ScriptedConversations, clinic: ClinicSettings, records_url: str
) -> AsyncIterator[Frontdesk]:
    """A front desk whose chat one other web site may embed, with tight limits."""
    changed = ClinicSettings.model_validate(clinic.model_dump() | {"widget": WIDGET})
    async with scripted_desk(graph, changed, records_url) as desk:
        yield desk


def visitor(desk: Frontdesk, address: str, origin: str | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(desk), client=(address, 50000))
    headers = {"Origin": origin} if origin else {}
    return httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test", headers=headers)


@pytest.mark.parametrize("origin", [ALLOWED, "http://frontdesk.test", "https://frontdesk.test"])
async def test_a_page_that_may_embeds_the_chat(embedded: Frontdesk, origin: str) -> None:
    async with visitor(embedded, "127.0.0.1", origin) as http:
        wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        preflight = await http.options("/v1/conversations", headers=wanted)
        talk = await open_talk(http)
        answer = await talk.send(text="hello")

    assert preflight.status_code == 204
    assert "Idempotency-Key" in preflight.headers["access-control-allow-headers"]
    assert {each.headers["access-control-allow-origin"] for each in (preflight, answer)} == {origin}
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    "origin", [STRANGER, "null", "https://www.clinic.example.evil.example", "http://www.clinic.example"]
)
async def test_a_page_that_may_not_is_refused_in_words_that_it_can_read(
    embedded: Frontdesk, graph: ScriptedConversations, origin: str
) -> None:
    async with visitor(embedded, "127.0.0.1", origin) as http:
        answers = [await http.options("/v1/conversations"), await http.post("/v1/conversations", json={})]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")
        assert "+1 212-555-0100" in answer.json()["detail"]
        assert answer.headers["access-control-allow-origin"] == origin


async def test_nothing_but_the_patient_api_is_shared(embedded: Frontdesk) -> None:
    async with visitor(embedded, "127.0.0.1", ALLOWED) as http:
        answers = {path: await http.get(path) for path in ("/v1/requests", "/v1/audit", "/healthz", "/staff")}

    assert {path for path, each in answers.items() if "access-control-allow-origin" in each.headers} == set()


@pytest.mark.parametrize(("origin", "allowed"), [(None, True), (ALLOWED, True), (STRANGER, False)])
async def test_every_page_may_load_the_chat_and_learns_whether_it_may_embed_it(
    embedded: Frontdesk, origin: str | None, allowed: bool
) -> None:
    async with visitor(embedded, "127.0.0.1", origin) as http:
        facts = await http.get("/widget.json")
        module = await http.get("/widget.js")
        again = await http.get("/widget.js", headers={"If-None-Match": module.headers["etag"]})

    assert (facts.json()["allowed"], facts.json()["phone"]) == (allowed, "+1 212-555-0100")
    assert facts.json()["integrity"] == widget_module().integrity
    assert {each.headers["access-control-allow-origin"] for each in (facts, module)} == {"*"}
    assert module.content == widget_module().source
    assert (again.status_code, again.content) == (304, b"")


async def test_the_pages_that_may_embed_the_chat_may_frame_the_patient_page_and_no_other(
    embedded: Frontdesk,
) -> None:
    async with visitor(embedded, "127.0.0.1") as http:
        patients = await http.get("/")
        staff = await http.get("/staff")

    assert f"frame-ancestors {ALLOWED}" in patients.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in staff.headers["content-security-policy"]


async def test_the_chat_is_small(capsys: pytest.CaptureFixture[str]) -> None:
    size = len(widget_module().zipped)
    with capsys.disabled():
        print(f"\nwidget.js: {size:,} bytes gzipped, {len(widget_module().source):,} plain")

    assert size <= 15_000


async def test_an_address_opens_so_many_conversations_an_hour_and_others_as_before(
    embedded: Frontdesk,
) -> None:
    async with visitor(embedded, "203.0.113.7") as http:
        opened = [(await http.post("/v1/conversations", json={})) for _ in range(3)]
        async with visitor(embedded, "203.0.113.8") as other:
            assert (await other.post("/v1/conversations", json={})).status_code == 201

    assert [each.status_code for each in opened] == [201, 201, 429]
    assert opened[2].json()["code"] == "too_many_conversations"
    assert 0 < int(opened[2].headers["retry-after"]) <= 3600


async def test_a_conversation_takes_so_many_lines_a_minute_and_another_as_before(embedded: Frontdesk) -> None:
    async with visitor(embedded, "2001:db8:0:1::1") as http:
        talk, other = await open_talk(http), await open_talk(http)
        said = [(await talk.send(text="hello")) for _ in range(4)]
        assert (await other.send(text="hello")).status_code == 200

    assert [each.status_code for each in said] == [200, 200, 200, 429]
    assert said[3].json()["code"] == "too_many_messages"
    assert 0 < int(said[3].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("testclient", "testclient"),
    ],
)
def test_a_household_counts_as_one_and_this_machine_not_at_all(host: str, counted_as: str | None) -> None:
    assert household(host) == counted_as
