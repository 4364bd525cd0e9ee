"""What is wrong with a request is told as problem+json with a code, and loses nothing."""

import httpx
import pytest
from http_talk import Talk, open_talk

from server.api.lines import LONGEST_TEXT


def code_of(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"]
    assert body["detail"]
    assert body["type"].endswith(body["code"])
    return response.status_code, body["code"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "empty_text")),
        ({"text": ""}, (422, "empty_text")),
        ({"text": " \n\t "}, (422, "empty_text")),
        ({"text": "\u200b\u2060\ufeff"}, (422, "empty_text")),
        ({"text": "\u0000\u0007"}, (422, "empty_text")),
        ({"text": None}, (422, "empty_text")),
        ({"text": "x" * (LONGEST_TEXT + 1)}, (422, "text_too_long")),
        ({"text": "x" * 20_000}, (422, "text_too_long")),
        ({"text": "ü" * 20_000}, (422, "text_too_long")),
        ({"text": 5}, (422, "not_text")),
        ({"text": ["book"]}, (422, "not_text")),
        ({"text": {"say": "book"}}, (422, "not_text")),
        ({"text": True}, (422, "not_text")),
        ({"text": "hello", "option_id": "one"}, (422, "text_and_option")),
        ({"option_id": ""}, (422, "invalid_request")),
        ({"option_id": 2}, (422, "invalid_request")),
        ({"option_id": "never-offered"}, (422, "unknown_option")),
        ({"text": "hello", "patient": "42"}, (422, "invalid_request")),
        (["hello"], (422, "invalid_request")),
        ("hello", (422, "invalid_request")),
        (None, (422, "invalid_request")),
    ],
)
async def test_a_message_that_cannot_be_used_is_refused_with_its_own_code(
    http: httpx.AsyncClient, talk: Talk, body: object, expected: tuple[int, str]
) -> None:
    response = await http.post(f"{talk.path}/messages", json=body, headers=talk.headers)

    assert code_of(response) == expected
    assert len(await talk.transcript()) == 1, "nothing but the greeting is in the transcript"
    turn = await talk.says("still here?")
    assert turn["messages"][0]["text"] == "You said: still here?. Anything else?"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", (400, "broken_json")),
        (b'{"text": "hello"', (400, "broken_json")),
        (b'{"text": "\xff\xfe"}', (400, "broken_json")),
        (b"\x00\x01\x02", (400, "broken_json")),
        (b'{"text": "\\ud800"}', (422, "not_text")),
        (b"", (422, "invalid_request")),
        (b"x" * 300_000, (413, "body_too_large")),
    ],
)
async def test_a_body_that_is_no_json_text_is_refused(
    http: httpx.AsyncClient, talk: Talk, content: bytes, expected: tuple[int, str]
) -> None:
    headers = talk.headers | {"Content-Type": "application/json"}
    response = await http.post(f"{talk.path}/messages", content=content, headers=headers)

    assert code_of(response) == expected


async def test_a_body_without_a_declared_length_is_cut_off_at_the_limit(
    http: httpx.AsyncClient, talk: Talk
) -> None:
    async def endless():
        for _ in range(40):
            yield b"x" * 10_000

    headers = talk.headers | {"Content-Type": "application/json"}
    response = await http.post(f"{talk.path}/messages", content=endless(), headers=headers)

    assert code_of(response) == (413, "body_too_large")


async def test_control_characters_are_left_out_and_the_rest_is_kept(talk: Talk) -> None:
    await talk.says("  book\u0000 a \u0007visit\nplease  ")

    assert (await talk.transcript())[1]["text"] == "book a visit\nplease"


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer wrong", "Basic abc", "bearer \u00fc"])
@pytest.mark.parametrize("exists", [True, False])
async def test_a_missing_or_wrong_token_and_an_unknown_conversation_answer_alike(
    http: httpx.AsyncClient, talk: Talk, authorization: str | None, exists: bool
) -> None:
    path = talk.path if exists else "/v1/conversations/c_AAAAAAAAAAAAAAAAAAAAAA"
    headers = {"Authorization": authorization.encode()} if authorization is not None else {}
    answers = [
        await http.post(f"{path}/messages", json={"text": "hi"}, headers=headers),
        await http.get(f"{path}/messages", headers=headers),
        await http.get(f"{path}/events", headers=headers),
    ]

    assert [code_of(answer) for answer in answers] == [(401, "unauthorized")] * 3
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}


async def test_the_token_of_one_conversation_does_not_open_another(
    http: httpx.AsyncClient, talk: Talk
) -> None:
    other = await open_talk(http)

    response = await http.get(f"{other.path}/messages", headers=talk.headers)

    assert code_of(response) == (401, "unauthorized")


@pytest.mark.parametrize("id", ["nope", "1", "c_short", "c_AAAAAAAAAAAAAAAAAAAAA'"])
async def test_an_address_that_can_be_no_conversation_is_unknown(
    http: httpx.AsyncClient, talk: Talk, id: str
) -> None:
    response = await http.post(f"/v1/conversations/{id}/messages", json={"text": "hi"}, headers=talk.headers)

    assert code_of(response) == (404, "unknown_conversation")


async def test_a_closed_conversation_takes_no_more_messages_and_can_still_be_read(talk: Talk) -> None:
    closed = await talk.says("bye", key="last")

    response = await talk.send(text="one more thing")

    assert closed["status"] == "closed"
    assert code_of(response) == (409, "conversation_closed")
    assert (await talk.says("bye", key="last")) == closed, "a retry of the last message still gets its turn"
    assert (await talk.transcript(after=1))[0]["text"] == "bye"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"channel": "pigeon"}, (422, "invalid_request")),
        ({"channel": "web", "language": "tlh"}, (422, "unknown_language")),
        ({"channel": "web", "language": "not a language"}, (422, "invalid_request")),
        ({"channel": "web", "language": 5}, (422, "invalid_request")),
        ({"channel": "web", "patient_token": "abc"}, (410, "link_used")),
        ({"chanel": "web"}, (422, "invalid_request")),
    ],
)
async def test_a_conversation_is_opened_on_a_known_channel_in_a_language_that_is_spoken(
    http: httpx.AsyncClient, body: dict[str, object], expected: tuple[int, str]
) -> None:
    assert code_of(await http.post("/v1/conversations", json=body)) == expected


async def test_a_regional_language_is_spoken_as_the_language(http: httpx.AsyncClient) -> None:
    assert (await http.post("/v1/conversations", json={"language": "es-MX"})).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nothing/here", (404, "not_found")),
        ("DELETE", "/v1/conversations", (405, "method_not_allowed")),
        ("GET", "/v1/conversations", (405, "method_not_allowed")),
        ("POST", "/healthz", (405, "method_not_allowed")),
        ("GET", "/mcp", (404, "not_found")),
        ("GET", "/fhir/metadata", (404, "not_found")),
        ("GET", "/web/../settings.py", (404, "not_found")),
    ],
)
async def test_addresses_and_methods_that_do_not_exist_are_problems_too(
    http: httpx.AsyncClient, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert code_of(await http.request(method, path)) == expected


@pytest.mark.parametrize("after", ["-1", "x", "99999999999999"])
async def test_a_position_that_is_none_is_refused(http: httpx.AsyncClient, talk: Talk, after: str) -> None:
    response = await http.get(f"{talk.path}/messages?after={after}", headers=talk.headers)

    assert code_of(response) == (422, "invalid_request")


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_is_short_and_not_empty(talk: Talk, key: str) -> None:
    response = await talk.send(text="hello", headers={"Idempotency-Key": key})

    assert code_of(response) == (422, "invalid_request")


async def test_errors_do_not_repeat_what_was_sent(http: httpx.AsyncClient, talk: Talk) -> None:
    secret = "my ssn is 078-05-1120"
    body = {"text": "hello", secret: secret, "option_id": [secret]}
    response = await http.post(f"{talk.path}/messages", json=body, headers=talk.headers)

    assert response.status_code == 422
    assert "078-05" not in response.json()["detail"]
    assert "078-05" not in str([error["what"] for error in response.json()["errors"]])


async def test_an_unforeseen_error_is_a_problem_without_its_text(
    http: httpx.AsyncClient, talk: Talk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Maria Lopez, born 1985-03-14")

    monkeypatch.setattr("server.api.conversations.messages_after", broken)
    response = await http.get(f"{talk.path}/messages", headers=talk.headers)

    assert code_of(response) == (500, "internal_error")
    assert "Maria" not in response.text
    assert "Maria" not in caplog.text
    assert any(record.message == "request_broke" for record in caplog.records)
