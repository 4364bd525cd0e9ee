"""A call from the terminal: a script or a person speaks the relay protocol with a running service."""

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from clinic.errors import FrontdeskError
from server.phone.caller import Heard, SimulatedCaller
from server.terminal.call_script import (
    CallStep,
    Drops,
    Interrupts,
    IsSilent,
    Presses,
    Speaks,
    SpeaksCode,
    read_call_script,
    read_call_step,
)
from server.terminal.keyboard import lines_of
from server.terminal.script import InvalidScript
from server.terminal.sound import Sound

SECONDS_PER_TURN = 60
_CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Line:
    """Where to call and how to sign it: the service's address, the one that Twilio was given, and the auth token."""

    url: str
    public_url: str
    auth_token: str


def line_to(url: str | None) -> Line:
    """From the environment, else from what a demo keeps in demo.json. Raises FrontdeskError."""
    from server.demo_access import FILE, DemoAccess

    kept = Path(os.environ.get("FRONTDESK_DATA_DIR", "data")) / FILE
    demo = DemoAccess.model_validate_json(kept.read_bytes()) if kept.exists() else None
    token = os.environ.get("TWILIO_AUTH_TOKEN") or (demo.twilio_auth_token if demo else "")
    where = url or (demo.url if demo else "") or "http://127.0.0.1:8000"
    if not token:
        raise FrontdeskError(
            "A call is signed: set TWILIO_AUTH_TOKEN as the service has it, or FRONTDESK_DATA_DIR of a running demo.",
            code="no_auth_token",
        )
    public = os.environ.get("FRONTDESK_PUBLIC_URL") or (demo.url if demo and demo.url else where)
    return Line(where, public, token)


async def call_there(
    line: Line, *, script: Path | None, as_json: bool, number: str, sound: Sound | None = None
) -> None:
    """Call the service and talk until the script or the call ends. Raises FrontdeskError."""
    steps = _typed() if script is None else _scripted(list(read_call_script(_lines(script))))
    async with httpx.AsyncClient(base_url=line.url, timeout=SECONDS_PER_TURN, trust_env=False) as http:
        caller = SimulatedCaller(
            http, line.public_url, line.auth_token, number=number, patience=SECONDS_PER_TURN
        )
        try:
            show(as_json, "", _by_ear(Heard(words=await caller.dial()), sound), caller)
            async for said in steps:
                if sound is not None and isinstance(said, Speaks):
                    said = Speaks(sound.passed_on(said.words, "caller"))
                words, heard = await play(caller, http, said)
                if heard is not None:
                    show(as_json, words, _by_ear(heard, sound), caller)
                if caller.ended:
                    break
            await caller.relay_ended()
        except httpx.TransportError:
            raise FrontdeskError(
                f"No service answers at {line.url}: start it with `frontdesk serve`."
            ) from None


def _by_ear(heard: Heard, sound: Sound | None) -> Heard:
    """With sound the caller gets what was heard."""
    if sound is not None and heard.words:
        heard.words = sound.passed_on(heard.words, "clinic")
    return heard


async def play(caller: SimulatedCaller, http: httpx.AsyncClient, step: CallStep) -> tuple[str, Heard | None]:
    """What the caller does, as shown, and the reply; None where none comes."""
    match step:
        case Speaks(words):
            heard = await caller.says(words)
        case Presses(keys):
            words, heard = f"[{keys}]", await caller.presses(keys)
        case SpeaksCode():
            words = await _last_code(http)
            heard = await caller.says(words)
        case IsSilent():
            words, heard = "[silence]", await caller.hears()
        case Drops():
            await caller.relay_ended(SessionStatus="failed", ErrorCode="64105")
            await caller.connect()
            words, heard = "[the line drops]", await caller.hears()
        case Interrupts(after):
            at = caller.heard_last.find(after)
            if at < 0:
                raise InvalidScript(f"#interrupt: “{after}” was not said.")
            await caller.interrupts(caller.heard_last[: at + len(after)])
            return f"[interrupts after “{after}”]", None
    return words, heard


async def _last_code(http: httpx.AsyncClient) -> str:
    outbox = (
        (await http.get("/demo/outbox", headers={"Accept": "application/json"})).raise_for_status().json()
    )
    codes = (_CODE.search(delivery["text"]) for delivery in outbox["deliveries"])
    code = next((found.group() for found in codes if found), None)
    if code is None:
        raise InvalidScript("#code: no code was sent.")
    return " ".join(code)


def show(as_json: bool, words: str, heard: Heard, caller: SimulatedCaller) -> None:
    if as_json:
        turn = {
            "caller": words,
            "heard": heard.words,
            "language": caller.language,
            "first_ms": round(heard.first_ms, 1) if heard.first_ms is not None else None,
            "whole_ms": round(heard.whole_ms, 1) if heard.whole_ms is not None else None,
            "ended": caller.ended,
        }
        print(orjson.dumps(turn).decode(), flush=True)  # noqa: T201
        return
    if words:
        print(f"> {words}")  # noqa: T201
    print(heard.words, flush=True)  # noqa: T201


def _lines(script: Path) -> list[str]:
    try:
        return script.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidScript(f"Cannot read {script}: {error}.") from None


async def _scripted(steps: list[CallStep]) -> AsyncIterator[CallStep]:
    for step in steps:
        yield step


async def _typed() -> AsyncIterator[CallStep]:
    """Steps from standard input until it ends; a line that cannot be played is told and left out."""
    async for line in lines_of(0):
        try:
            step = read_call_step(line)
        except InvalidScript as invalid:
            print(invalid.message)  # noqa: T201
            continue
        if step is not None:
            yield step
