"""Frames of the relay and keys of the telephone, one by one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from server.phone.keys import Asked, Keys
from server.phone.protocol import (
    Dtmf,
    End,
    Info,
    Interrupt,
    Play,
    Prompt,
    RelayError,
    SendDigits,
    Setup,
    Text,
    read_frame,
    write_frame,
)
from server.phone.speaking import switch_to
from server.records import Line


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        ({"type": "setup", "sessionId": "VX1", "callSid": "CA1", "from": "+1", "to": "+2", "direction": "inbound"},
         Setup(session_id="VX1", call_sid="CA1", from_="+1", to="+2", direction="inbound")),
        ({"type": "prompt", "voicePrompt": "hello", "lang": "en-US", "last": False},
         Prompt(words="hello", lang="en-US", last=False)),
        ({"type": "dtmf", "digit": "5"}, Dtmf(digit="5")),
        ({"type": "dtmf", "digit": 5}, Dtmf(digit="5")),
        ({"type": "interrupt", "utteranceUntilInterrupt": "I have", "durationUntilInterruptMs": "900"},
         Interrupt(heard="I have", after_ms=900)),
        ({"type": "error", "description": "no"}, RelayError(description="no")),
        ({"type": "info", "name": "agentSpeaking", "value": "off"}, Info(name="agentSpeaking", value="off")),
        ({"type": "prompt", "voicePrompt": "hi", "new": {"field": 1}, "sequenceNumber": 7},
         Prompt(words="hi", event_id="7")),
        ({"type": "ping"}, None),
        ({"type": "dtmf", "digit": "12"}, None),
        ({"type": "prompt", "voicePrompt": 7}, None),
        ([], None),
    ],
)  # fmt: skip
def test_what_comes_in(frame: object, event: object) -> None:
    assert read_frame(json.dumps(frame)) == event


@pytest.mark.parametrize(
    ("message", "frame"),
    [
        (Text(token="Hi ", lang="en-US"),
         {"type": "text", "token": "Hi ", "last": False, "lang": "en-US", "interruptible": True, "preemptible": False}),
        (Play(source="https://x.test/a.mp3"),
         {"type": "play", "source": "https://x.test/a.mp3", "loop": 1, "interruptible": True, "preemptible": False}),
        (SendDigits(digits="1w2#"), {"type": "sendDigits", "digits": "1w2#"}),
        (switch_to("es-US"), {"type": "language", "ttsLanguage": "es-US", "transcriptionLanguage": "es-US"}),
        (End(handoff_data="ref"), {"type": "end", "handoffData": "ref"}),
        (End(), {"type": "end"}),
    ],
)  # fmt: skip
def test_what_goes_out(message: Text, frame: dict[str, object]) -> None:
    assert json.loads(write_frame(message)) == frame


def test_nothing_malformed_goes_out() -> None:
    with pytest.raises(ValidationError):
        Play(source="file:///etc/passwd")
    with pytest.raises(ValidationError):
        SendDigits(digits="call me")


@given(st.text() | st.binary())
def test_no_frame_breaks_the_reader(frame: str | bytes) -> None:
    assert read_frame(frame) is None


@pytest.mark.parametrize(
    ("asked", "keys", "line"),
    [
        (Asked("birth_date"), "03141985", Line(text="1985-03-14")),
        (Asked("first_name"), "03141985", Line(text="1985-03-14")),
        (Asked("birth_date"), "0314#", Line(text="0314")),
        (Asked("birth_date"), "99*03141985", Line(text="1985-03-14")),
        (Asked("phone"), "2125550123", Line(text="2125550123")),
        (Asked("code"), "004217", Line(text="004217")),
        (Asked("choice", ("s0", "s1")), "2", Line(option_id="s1")),
        (Asked("choice", ("s0", "s1")), "3", Line(text="3")),
        (Asked("confirmation", ("yes", "no")), "1", Line(option_id="yes")),
        (Asked("choice", ("s0", "s1")), "0", Line(text="person")),
        (Asked("reason"), "0", Line(text="person")),
        (Asked("reason"), "*", Line(text="repeat")),
        (Asked(), "12#", Line(text="12")),
        (Asked(), "#", None),
        (Asked("phone"), "212", None),
    ],
)
def test_keys_answer_what_is_asked(asked: Asked, keys: str, line: Line | None) -> None:
    collected = Keys()
    lines = [made for key in keys if (made := collected.press(key, asked)) is not None]

    assert lines == ([line] if line else [])


@given(
    st.text(alphabet="0123456789*#ABCD", max_size=60), st.sampled_from(["birth_date", "phone", "code", None])
)
def test_keys_never_pile_up(keys: str, waiting_for: str | None) -> None:
    collected = Keys()
    for key in keys:
        collected.press(key, Asked(waiting_for))
        assert len(collected.pressed) < 20
    collected.flush(Asked(waiting_for))
    assert collected.pressed == ""
