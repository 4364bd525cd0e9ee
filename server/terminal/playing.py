"""Plays a script, or a person at the keyboard, against the service: over the network or in this process."""

import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import orjson

from clinic.errors import FrontdeskError
from server.cli.trial import trial_settings
from server.seeding import begin_seeding
from server.terminal.script import (
    Advances,
    InvalidScript,
    Picks,
    Says,
    Step,
    TypesCode,
    read_script,
    read_step,
)

Json = dict[str, Any]
SECONDS_PER_TURN = 60
_CODE = re.compile(r"\b\d{4,8}\b")


async def play_there(url: str, *, script: Path | None, as_json: bool, language: str | None) -> None:
    """Talk to the service at `url`. Raises FrontdeskError."""
    steps = _read_file(script) if script else None
    async with httpx.AsyncClient(base_url=url, timeout=SECONDS_PER_TURN) as http:
        try:
            await _play(http, steps, as_json, language)
        except httpx.TransportError:
            raise FrontdeskError(f"No service answers at {url}: start it with `frontdesk serve`.") from None


async def play_here(clinic: Path | None, *, script: Path | None, as_json: bool, language: str | None) -> None:
    """Talk to a front desk in this process, with data of its own unless FRONTDESK_DATA_DIR is set."""
    steps = _read_file(script) if script else None
    async with _service_in_process(clinic) as http:
        await _play(http, steps, as_json, language)


@asynccontextmanager
async def _service_in_process(clinic: Path | None) -> AsyncIterator[httpx.AsyncClient]:
    with tempfile.TemporaryDirectory(prefix="frontdesk-chat-") as scratch:
        settings = trial_settings(clinic=clinic)
        if "data_dir" not in settings.model_fields_set:
            settings = trial_settings(clinic=clinic, data_dir=Path(scratch))
        seeding = begin_seeding(settings)
        from server.app import create_app  # seconds of imports, during which the store is filled
        from server.assembly import assemble
        from server.logs import set_up_logging

        set_up_logging(production=False, level=logging.ERROR)
        async with assemble(settings, seeding) as frontdesk:
            transport = httpx.ASGITransport(app=create_app(frontdesk))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://frontdesk.invalid", timeout=SECONDS_PER_TURN
            ) as http:
                yield http


async def _play(
    http: httpx.AsyncClient, script: list[Step] | None, as_json: bool, language: str | None
) -> None:
    steps = _typed() if script is None else _scripted(script)
    conversation = await Conversation.open(http, language)
    show = _show_json if as_json else _show_words
    if not as_json:
        _print_messages(conversation.opened["messages"])
    async for step in steps:
        played = await conversation.play(step)
        if played is None:
            continue
        if script is not None and not as_json:
            _print(f"> {played['patient']}")
        show(played)
        if conversation.closed:
            return


class Conversation:
    """One conversation over HTTP."""

    def __init__(self, http: httpx.AsyncClient, opened: Json) -> None:
        self.opened = opened
        self.closed = False
        self._http = http
        self._path = f"/v1/conversations/{opened['id']}/messages"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}
        self._options: list[Json] = []

    @classmethod
    async def open(cls, http: httpx.AsyncClient, language: str | None) -> "Conversation":
        body = {"channel": "terminal"} | ({"language": language} if language else {})
        return cls(http, _answer(await http.post("/v1/conversations", json=body)))

    async def play(self, step: Step) -> Json | None:
        """The turn as `{"patient","messages","ms","model_calls"}`; None where the step is no turn."""
        match step:
            case Says(text):
                return await self._send(text, {"text": text})
            case Picks(number):
                if number > len(self._options):
                    raise InvalidScript(f"#option {number}: {len(self._options)} options were offered.")
                option = self._options[number - 1]
                return await self._send(option["label"], {"option_id": option["id"]})
            case TypesCode():
                code = await self._last_code()
                return await self._send(code, {"text": code})
            case Advances(duration):
                _answer(await self._http.post("/demo/clock", json={"advance": duration}))
                return None

    async def _send(self, patient: str, body: Json) -> Json:
        started = perf_counter()
        response = await self._http.post(self._path, json=body, headers=self._headers)
        ms = (perf_counter() - started) * 1000
        turn = _answer(response)
        self.closed = turn["status"] == "closed"
        self._options = next((m["options"] for m in reversed(turn["messages"]) if m["options"]), [])
        return {
            "patient": patient,
            "messages": turn["messages"],
            "ms": float(response.headers.get("X-Turn-Ms", f"{ms:.1f}")),
            "model_calls": int(response.headers.get("X-Model-Calls", 0)),
        }

    async def _last_code(self) -> str:
        outbox = _answer(await self._http.get("/demo/outbox"))["deliveries"]
        codes = (_CODE.search(delivery["text"]) for delivery in outbox)
        code = next((found.group() for found in codes if found), None)
        if code is None:
            raise InvalidScript("#code: no code was sent.")
        return code


def _answer(response: httpx.Response) -> Json:
    if response.is_error:
        try:
            detail = str(response.json()["detail"])
        except (ValueError, KeyError):
            detail = f"The service answered {response.status_code}."
        raise FrontdeskError(detail, code="refused")
    answer: Json = response.json()
    return answer


def _read_file(script: Path) -> list[Step]:
    try:
        lines = script.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidScript(f"Cannot read {script}: {error}.") from None
    return list(read_script(lines))


async def _scripted(steps: list[Step]) -> AsyncIterator[Step]:
    for step in steps:
        yield step


async def _typed() -> AsyncIterator[Step]:
    while True:
        try:
            line = await asyncio.to_thread(input, "> " if sys.stdin.isatty() else "")
        except EOFError:
            return
        try:
            step = read_step(line)
        except InvalidScript as invalid:
            _print(invalid.message)
            continue
        if step is not None:
            yield step


def _show_json(played: Json) -> None:
    _print(orjson.dumps(played).decode())


def _show_words(played: Json) -> None:
    _print_messages(played["messages"])


def _print_messages(messages: list[Json]) -> None:
    for message in messages:
        _print(message["text"])
        for number, option in enumerate(message["options"], start=1):
            _print(f"  {number}. {option['label']}")
        for citation in message["citations"]:
            _print(f"  [{citation['title']}, {citation['source']}]")


_print: Callable[[str], None] = print
