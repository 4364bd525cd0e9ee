"""The `calls` section of clinic.yaml: how calls are answered, who may be put through to whom, and when."""

from datetime import timedelta
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from clinic.settings.periods import Periods, Weekday
from clinic.settings.section import Duration, Section

E164 = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]


class Voice(Section):
    """How one language sounds and is heard, in the words of Twilio's ConversationRelay."""

    locale: str
    """BCP 47 with its region, such as en-US."""
    tts_provider: Literal["Google", "Amazon", "ElevenLabs"] = "Google"
    voice: str
    transcription_provider: Literal["Google", "Deepgram"] = "Google"
    speech_model: str = "telephony"


VOICES: dict[str, Voice] = {
    "en": Voice(locale="en-US", voice="en-US-Neural2-F"),
    "es": Voice(locale="es-US", voice="es-US-Neural2-A"),
}


class Transfer(Section):
    """Putting a caller through to people of the clinic."""

    numbers: tuple[E164, ...] = ()
    """Rung at once, in E.164; whoever accepts first has the call. Empty: nobody is put through."""
    hours: dict[Weekday, Periods] = {}
    """When somebody is there to answer, local time; left out: while any site is open by its own hours."""
    ring: Annotated[Duration, Ge(timedelta(seconds=5)), Le(timedelta(minutes=2))] = timedelta(seconds=20)


class Calls(Section):
    """How the phone is answered. What is written here passes through the vendor: none of it may be patient data."""

    greeting: dict[str, str] = {}
    """Words by locale; left out: the clinic's `greeting`. They have to say that it is an AI assistant, how to reach a
    person, and what to do in an emergency. How to go on in Spanish is added."""
    answers: Literal["always", "overflow", "after_hours"] = "always"
    """`always`: the assistant answers at once. `overflow`: while open it rings at the numbers of `transfer` first.
    `after_hours`: while open callers are put through and no more; the assistant answers when nobody is there."""
    connection: Literal["relay", "gather"] = "relay"
    """`gather` for accounts without ConversationRelay: slower, and no speaking into a reply."""
    transfer: Transfer = Transfer()
    voicemail: bool = True
    """Whether a caller whom nobody answers may leave a message; its transcription becomes a request for staff."""
    silence: Annotated[Duration, Ge(timedelta(seconds=3)), Le(timedelta(seconds=30))] = timedelta(seconds=7)
    """Without a word from the caller, before the question is put again."""
    hints: tuple[str, ...] = ()
    """Words that speech recognition should expect, besides the names of clinicians, sites, visits and medicines."""
    voices: dict[Literal["en", "es"], Voice] = {}
    """By language; left out: voices of Google."""

    def voice(self, language: str) -> Voice:
        return self.voices.get(language) or VOICES[language]  # type: ignore[call-overload]
