"""Plays a script, or a person at the keyboard, against the service: over the network or in this process."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import orjson

from clinic.errors import FrontdeskError
from server.cli.trial import trial_settings
from server.seeding import begin_seeding
from server.terminal.conversation import Conversation, Json
from server.terminal.keyboard import typed_steps
from server.terminal.script import InvalidScript, Step, read_script

SECONDS_PER_TURN = 60


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
        if "data_dir" not in settings.model_fields_set:  # a rehearsal leaves no trace in anybody's records
            own = {"data_dir": Path(scratch), "database_url": None, "checkpoint_url": None}
            settings = settings.model_copy(update=own)
        seeding = begin_seeding(settings)
        from server.app import create_app  # seconds of imports, during which the store is filled
        from server.assembly import assemble

        async with assemble(settings, seeding) as frontdesk:
            transport = httpx.ASGITransport(app=create_app(frontdesk))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://frontdesk.invalid", timeout=SECONDS_PER_TURN
            ) as http:
                yield http


async def _play(
    http: httpx.AsyncClient, script: list[Step] | None, as_json: bool, language: str | None
) -> None:
    steps = typed_steps() if script is None else _scripted(script)
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


def _read_file(script: Path) -> list[Step]:
    try:
        lines = script.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidScript(f"Cannot read {script}: {error}.") from None
    return list(read_script(lines))


async def _scripted(steps: list[Step]) -> AsyncIterator[Step]:
    for step in steps:
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
