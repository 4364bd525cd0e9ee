"""What Twilio is told to do with a call, built by its own library. Every attribute that matters is set: defaults differ
between accounts of different age."""

from collections.abc import Iterable
from dataclasses import dataclass

from twilio.twiml.voice_response import Connect, ConversationRelay, Dial, Gather, VoiceResponse

from clinic.settings.phone import Calls

LONGEST_HINTS = 1000
"""Characters of `hints`; more help no recognition."""
LONGEST_MESSAGE = 180
"""Seconds of a voice message."""
ACCEPTS_WITHIN = 12
"""Seconds in which the person who is rung presses a key."""


@dataclass(frozen=True)
class Spoken:
    """Words for `<Say>`, in the voice of their language."""

    calls: Calls
    words: str
    language: str


def _say(verb: VoiceResponse | Gather, said: Spoken) -> None:
    if said.words:
        locale = said.calls.voice(said.language).locale
        verb.say(said.words, voice=_say_voice(said.calls, said.language), language=locale)


def connect(
    calls: Calls,
    *,
    relay_url: str,
    action_url: str,
    greeting: str,
    language: str,
    languages: Iterable[str],
    hints: str,
) -> str:
    """`<Connect><ConversationRelay>`. The relay's address has its token in the path: Twilio signs no query there."""
    voice = calls.voice(language)
    relay = ConversationRelay(
        url=relay_url,
        welcomeGreeting=greeting,
        welcomeGreetingInterruptible="any",
        language=voice.locale,
        ttsLanguage=voice.locale,
        transcriptionLanguage=voice.locale,
        ttsProvider=voice.tts_provider,
        voice=voice.voice,
        transcriptionProvider=voice.transcription_provider,
        speechModel=voice.speech_model,
        interruptible="any",
        interruptSensitivity="medium",
        preemptible="false",
        dtmfDetection="true",
        reportInputDuringAgentSpeech="any",
        partialPrompts="true",
        profanityFilter="false",
        events="speaker-events tokens-played",
        debug="off",
        hints=hints,
    )
    for each in languages:
        spoken = calls.voice(each)
        relay.language(
            code=spoken.locale,
            ttsProvider=spoken.tts_provider,
            voice=spoken.voice,
            transcriptionProvider=spoken.transcription_provider,
            speechModel=spoken.speech_model,
        )
    response = VoiceResponse()
    connection = Connect(action=action_url, method="POST")
    connection.append(relay)
    response.append(connection)
    return str(response)


def gather(calls: Calls, *, says: str, action_url: str, language: str, hints: str, silence: int) -> str:
    """`<Gather>`: say something and listen for an answer, spoken or keyed in. Silence comes back to the same address."""
    response = VoiceResponse()
    asked = Gather(
        input="speech dtmf",
        action=action_url,
        method="POST",
        language=calls.voice(language).locale,
        hints=hints,
        speechTimeout="auto",
        timeout=silence,
        numDigits=10,
        finishOnKey="#",
        actionOnEmptyResult=True,
        bargeIn=True,
    )
    _say(asked, Spoken(calls, says, language))
    response.append(asked)
    return str(response)


def ring(
    numbers: Iterable[str],
    *,
    seconds: int,
    action_url: str,
    whisper_url: str | None,
    says: "Spoken | None" = None,
) -> str:
    """`<Dial>`: all numbers at once, once `says` was said. With a whisper whoever answers hears it first, and accepts
    with a key."""
    response = VoiceResponse()
    if says is not None:
        _say(response, says)
    dial = Dial(timeout=seconds, action=action_url, method="POST", answerOnBridge=True)
    for number in numbers:
        dial.number(number, **({"url": whisper_url, "method": "POST"} if whisper_url else {}))
    response.append(dial)
    return str(response)


def whisper(calls: Calls, *, says: str, action_url: str, language: str) -> str:
    """What the person hears who is rung, before the caller does; no key ends that call, and the next one goes on."""
    response = VoiceResponse()
    asked = Gather(input="dtmf", numDigits=1, action=action_url, method="POST", timeout=ACCEPTS_WITHIN)
    _say(asked, Spoken(calls, says, language))
    response.append(asked)
    response.hangup()
    return str(response)


def voicemail(calls: Calls, *, says: str, action_url: str, transcribed_url: str, language: str) -> str:
    """Nobody answers: a message, recorded because the caller was told so, and written down."""
    response = VoiceResponse()
    _say(response, Spoken(calls, says, language))
    response.record(
        action=action_url,
        method="POST",
        max_length=LONGEST_MESSAGE,
        finish_on_key="#",
        play_beep=True,
        transcribe=True,
        transcribe_callback=transcribed_url,
    )
    return str(response)


def farewell(calls: Calls, *, says: str, language: str) -> str:
    """Say something, and hang up."""
    response = VoiceResponse()
    _say(response, Spoken(calls, says, language))
    response.hangup()
    return str(response)


def go_on() -> str:
    """Nothing to do: what was interrupted by this document goes on, as a call that is bridged."""
    return str(VoiceResponse())


def _say_voice(calls: Calls, language: str) -> str:
    """`<Say>` names Google's and Amazon's voices with their maker in front."""
    voice = calls.voice(language)
    maker = {"Google": "Google", "Amazon": "Polly"}.get(voice.tts_provider)
    return f"{maker}.{voice.voice}" if maker else f"Google.{voice.locale}-Neural2-A"
