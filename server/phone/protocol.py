"""The ConversationRelay protocol: frames as they come from Twilio, and as they go back to it.

Nothing leaves that is not one of the models here: ten malformed frames from us end the session (error 64107).
"""

import json
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

LARGEST_FRAME = 64 * 1024
"""Characters of an incoming frame; a longer one is left unread."""


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


EventId = Annotated[str | None, BeforeValidator(_as_text)]


class Incoming(BaseModel):
    """What all incoming frames share. Fields that we do not know are left alone: the vendor adds some now and then."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    event_id: EventId = Field(
        default=None, validation_alias=AliasChoices("eventId", "event_id", "sequenceNumber", "id")
    )
    """Where the vendor numbers its events: one that is replayed after a reconnect has the same number again."""


class Setup(Incoming):
    """Once, first. `from_` and `to` are E.164 where known; a number is a hint, never a proof of identity."""

    type: Literal["setup"] = "setup"
    session_id: str = Field(alias="sessionId", default="")
    call_sid: str = Field(alias="callSid", default="")
    from_: str = Field(alias="from", default="")
    to: str = ""
    direction: str = ""
    custom_parameters: dict[str, Any] = Field(alias="customParameters", default={})


class Prompt(Incoming):
    """What the caller says. Partial ones are cumulative and have `last` false; only the last one is acted on."""

    type: Literal["prompt"] = "prompt"
    words: str = Field(alias="voicePrompt", default="")
    lang: str = ""
    last: bool = True


class Dtmf(Incoming):
    """One key."""

    type: Literal["dtmf"] = "dtmf"
    digit: Annotated[str, Field(pattern=r"^[0-9*#A-D]$"), BeforeValidator(_as_text)]


class Interrupt(Incoming):
    """The caller spoke or pressed a key while we spoke: what of the utterance was heard until then."""

    type: Literal["interrupt"] = "interrupt"
    heard: str = Field(alias="utteranceUntilInterrupt", default="")
    after_ms: Annotated[float, Field(ge=0)] = Field(alias="durationUntilInterruptMs", default=0)


class RelayError(Incoming):
    """Something went wrong at Twilio's end; the session goes on where it can."""

    type: Literal["error"] = "error"
    description: str = ""


class Info(Incoming):
    """Speaker events and tokens played: `agentSpeaking` and `clientSpeaking` with "on" or "off", `tokensPlayed` with
    the words. The vendor's documentation does not give these shapes; they are as its own samples read them."""

    type: Literal["info"] = "info"
    name: str = ""
    value: Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")] = ""


Event = Annotated[
    Setup | Prompt | Dtmf | Interrupt | RelayError | Info,
    Field(discriminator="type"),
]
_EVENTS: TypeAdapter[Setup | Prompt | Dtmf | Interrupt | RelayError | Info] = TypeAdapter(Event)


class Outgoing(BaseModel):
    """What all outgoing frames share: nothing but what is named here leaves."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Outgoing):
    """Words to speak; `last` ends the utterance."""

    type: Literal["text"] = "text"
    token: str
    last: bool = False
    lang: str | None = None
    interruptible: bool = True
    preemptible: bool = False


class Play(Outgoing):
    """A sound file to play."""

    type: Literal["play"] = "play"
    source: Annotated[str, Field(pattern=r"^https?://")]
    loop: Annotated[int, Field(ge=1)] = 1
    interruptible: bool = True
    preemptible: bool = False


class SendDigits(Outgoing):
    """Keys pressed on the caller's behalf; w waits half a second."""

    type: Literal["sendDigits"] = "sendDigits"
    digits: Annotated[str, Field(pattern=r"^[0-9wW#*]+$")]


class Language(Outgoing):
    """The languages spoken and heard from now on, such as es-US."""

    type: Literal["language"] = "language"
    tts_language: str = Field(alias="ttsLanguage")
    transcription_language: str = Field(alias="transcriptionLanguage")


class End(Outgoing):
    """The session is over; the action callback gets `handoff_data`, which passes through the vendor's logs."""

    type: Literal["end"] = "end"
    handoff_data: str | None = Field(alias="handoffData", default=None)


def read_frame(frame: str | bytes) -> Setup | Prompt | Dtmf | Interrupt | RelayError | Info | None:
    """The event in a frame; None for one that is malformed or of a type that we do not know."""
    if len(frame) > LARGEST_FRAME:
        return None
    try:
        return _EVENTS.validate_python(json.loads(frame))
    except (ValueError, ValidationError, RecursionError):
        return None


def write_frame(message: Outgoing) -> str:
    """The frame as it leaves."""
    return message.model_dump_json(by_alias=True, exclude_none=True)
