"""The FHIR client: what is tried again, and what a failure says about the write behind it."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from tools.fhir_client import (
    EhrUnavailable,
    FhirClient,
    LostAnswer,
    NotFound,
    Rejected,
    VersionConflict,
    connect_fhir,
)
from tools.fhir_client.exchange import Answer
from tools.fhir_client.kept_reads import KEPT_FOR, MOST, KeptReads

PATIENT = {"resourceType": "Patient", "id": "p1", "meta": {"versionId": "7"}, "active": True}
SLOT = {"resourceType": "Slot", "id": "s1", "meta": {"versionId": "3"}, "status": "free"}


class Script:
    """Answers requests in turn, and keeps them and the waits between them."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


async def _asked(script: Script, ask: Callable[[FhirClient], object], **options):
    async with connect_fhir(
        "https://ehr.example/fhir", transport=httpx.MockTransport(script), sleep=script.sleep, **options
    ) as fhir:
        return await ask(fhir)


def _read(fhir):
    return fhir.read("Patient", "p1")


def _create(fhir):
    return fhir.create({"resourceType": "Patient"}, if_none_exist=("urn:x", "k1"))


def _update(fhir):
    return fhir.update(SLOT)


async def test_a_resource_is_read_with_the_bearer_token():
    script = Script(httpx.Response(200, json=PATIENT))
    assert await _asked(script, _read, token="t0k3n") == PATIENT
    (request,) = script.requests
    assert str(request.url) == "https://ehr.example/fhir/Patient/p1"
    assert request.headers["authorization"] == "Bearer t0k3n"


async def test_search_parameters_travel_in_the_body_and_all_pages_are_read():
    following = "https://ehr.example/fhir/Patient?page=2"
    pages = [
        {"entry": [{"resource": PATIENT}], "link": [{"relation": "next", "url": following}]},
        {"entry": [{"resource": SLOT}, {"resource": {}, "search": {"mode": "outcome"}}]},
    ]
    script = Script(*(httpx.Response(200, json={"resourceType": "Bundle"} | page) for page in pages))
    found = await _asked(script, lambda fhir: fhir.search("Patient", [("birthdate", "1985-03-14")]))
    assert found == [PATIENT, SLOT]
    first, second = script.requests
    assert (first.method, str(first.url)) == ("POST", "https://ehr.example/fhir/Patient/_search")
    assert first.content == b"birthdate=1985-03-14"
    assert (second.method, str(second.url)) == ("GET", following)


async def test_a_link_to_another_server_is_not_followed():
    elsewhere = {"resourceType": "Bundle", "link": [{"relation": "next", "url": "https://evil.example/x"}]}
    script = Script(httpx.Response(200, json=elsewhere))
    with pytest.raises(EhrUnavailable):
        await _asked(script, lambda fhir: fhir.search("Patient", []), token="t0k3n")
    assert len(script.requests) == 1


async def test_a_create_is_conditional_on_its_identifier():
    script = Script(httpx.Response(201, json=PATIENT))
    assert await _asked(script, _create) == PATIENT
    assert script.requests[0].headers["if-none-exist"] == "identifier=urn%3Ax%7Ck1"


async def test_an_update_is_guarded_by_the_version_that_was_read():
    script = Script(httpx.Response(200, json=SLOT))
    await _asked(script, _update)
    assert script.requests[0].headers["if-match"] == 'W/"3"'


async def test_an_update_without_a_version_is_not_sent():
    script = Script()
    with pytest.raises(Rejected):
        await _asked(script, lambda fhir: fhir.update({"resourceType": "Slot", "id": "s1"}))
    assert script.requests == []


async def test_an_empty_answer_to_a_write_is_followed_by_a_read():
    created = httpx.Response(201, headers={"Location": "https://ehr.example/fhir/Patient/p1/_history/1"})
    script = Script(created, httpx.Response(200, json=PATIENT))
    assert await _asked(script, _create) == PATIENT
    assert script.requests[1].url.path == "/fhir/Patient/p1"


async def test_a_write_that_was_accepted_and_cannot_be_read_back_is_a_lost_answer():
    created = httpx.Response(201, headers={"Location": "https://ehr.example/fhir/Patient/p1"})
    with pytest.raises(LostAnswer):
        await _asked(Script(created, httpx.Response(404)), _create)


@pytest.mark.parametrize(
    ("ask", "status", "failure"),
    [
        (_read, 404, NotFound),
        (_read, 410, NotFound),
        (_read, 400, Rejected),
        (_read, 401, EhrUnavailable),
        (_read, 403, EhrUnavailable),
        (_update, 409, VersionConflict),
        (_update, 412, VersionConflict),
        (_update, 422, VersionConflict),
        (_create, 422, Rejected),
        (_create, 400, Rejected),
        (_create, 500, LostAnswer),
        (_create, 502, LostAnswer),
        (_update, 504, LostAnswer),
    ],
)
async def test_what_is_final_is_asked_once_and_named(ask, status, failure):
    script = Script(httpx.Response(status))
    with pytest.raises(failure) as raised:
        await _asked(script, ask)
    assert raised.value.http_status == status
    assert script.waits == []


@pytest.mark.parametrize(
    ("ask", "trouble"),
    [
        (_read, httpx.Response(500)),
        (_read, httpx.Response(503)),
        (_read, httpx.ReadTimeout("slow")),
        (_read, httpx.ReadError("reset")),
        (_read, httpx.ConnectError("down")),
        (_read, httpx.Response(200, content=b'{"resourceType": "Pat')),
        (_create, httpx.Response(429)),
        (_create, httpx.Response(503)),
        (_create, httpx.ConnectError("down")),
        (_update, httpx.ConnectTimeout("down")),
    ],
)
async def test_what_did_no_harm_is_tried_again(ask, trouble):
    answer = SLOT if ask is _update else PATIENT
    script = Script(trouble, httpx.Response(200, json=answer))
    assert await _asked(script, ask) == answer
    assert len(script.requests) == 2
    assert len(script.waits) == 1


@pytest.mark.parametrize("ask", [_create, _update])
@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.RemoteProtocolError("cut"),
        httpx.Response(201, content=b'{"resourceTy'),
    ],
)
async def test_a_write_whose_answer_was_lost_is_never_sent_again(ask, trouble):
    script = Script(trouble)
    with pytest.raises(LostAnswer):
        await _asked(script, ask)
    assert len(script.requests) == 1


async def test_retry_after_is_waited_for():
    script = Script(httpx.Response(429, headers={"Retry-After": "2"}), httpx.Response(200, json=PATIENT))
    await _asked(script, _read)
    assert script.waits == [2.0]


async def test_a_server_that_asks_for_too_long_a_wait_is_unavailable_at_once():
    script = Script(httpx.Response(503, headers={"Retry-After": "120"}))
    with pytest.raises(EhrUnavailable):
        await _asked(script, _read)
    assert script.waits == []


async def test_after_three_tries_the_server_is_unavailable():
    script = Script(*(httpx.Response(503) for _ in range(3)))
    with pytest.raises(EhrUnavailable):
        await _asked(script, _read)
    assert len(script.requests) == 3


@pytest.mark.parametrize(("ask", "failure"), [(_read, EhrUnavailable), (_create, LostAnswer)])
async def test_a_deadline_ends_what_hangs(ask, failure):
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async with connect_fhir(
        "https://ehr.example/fhir", transport=httpx.MockTransport(hang), deadline=0.02
    ) as fhir:
        with pytest.raises(failure):
            await ask(fhir)


async def test_failures_say_nothing_of_the_patient():
    script = Script(httpx.Response(400, text="Maria Alvarez 1985-03-14"))
    with pytest.raises(Rejected) as raised:
        await _asked(script, lambda fhir: fhir.search("Patient", [("birthdate", "1985-03-14")]))
    assert raised.value.message == "The EHR answered 400 to search Patient."


async def test_a_copy_is_used_where_the_server_says_that_it_is_current_and_nowhere_else():
    newer = {**PATIENT, "meta": {"versionId": "8"}, "active": False}
    script = Script(
        httpx.Response(200, json=PATIENT, headers={"ETag": 'W/"7"'}),
        httpx.Response(304),
        httpx.Response(200, json=newer, headers={"ETag": 'W/"8"'}),
        httpx.Response(304),
    )

    async def reads(fhir):
        first = await _read(fhir)
        first["active"] = "changed by whoever read it"
        return [await _read(fhir) for _ in range(3)]

    assert await _asked(script, reads) == [PATIENT, newer, newer]
    told = [request.headers.get("if-none-match") for request in script.requests]
    assert told == [None, 'W/"7"', 'W/"7"', 'W/"8"']


def test_copies_are_few_and_not_kept_for_long():
    now = 0.0
    kept = KeptReads(lambda: now)
    for number in range(MOST + 1):
        kept.taken(f"Patient/{number}", Answer(PATIENT, {"etag": 'W/"7"'}))
    assert kept.condition("Patient/0") == {}
    assert kept.condition("Patient/1") == {"If-None-Match": 'W/"7"'}
    now = KEPT_FOR + 1
    assert kept.condition("Patient/1") == {}


async def test_slots_and_what_has_no_version_are_asked_for_in_full_each_time():
    script = Script(*(httpx.Response(200, json=SLOT, headers={"ETag": 'W/"3"'}) for _ in range(2)))

    async def twice(fhir):
        return [await fhir.read("Slot", "s1") for _ in range(2)]

    assert await _asked(script, twice) == [SLOT, SLOT]
    assert all("if-none-match" not in request.headers for request in script.requests)
