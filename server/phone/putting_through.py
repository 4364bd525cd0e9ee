"""Calls that go on elsewhere: to people of the clinic with a whisper, to voicemail, or to the plain telephone menu."""

from clinic.transfers import transfer_numbers, who_answers
from server.frontdesk import Frontdesk
from server.phone import twiml
from server.phone.answering import words_of
from server.phone.references import CallReference


def rung_first(frontdesk: Frontdesk, reference: CallReference, base_url: str) -> str | None:
    """TwiML that rings people before the assistant answers; None where the assistant takes the call."""
    clinic, now = frontdesk.clinic, frontdesk.clock.now()
    answers = who_answers(clinic, now)
    if answers == "assistant":
        return None
    token = frontdesk.phone.references.sign(reference)
    return twiml.ring(
        transfer_numbers(clinic, now),
        seconds=int(clinic.calls.transfer.ring.total_seconds()),
        action_url=f"{base_url}/twilio/voice/{'overflow' if answers == 'staff_first' else 'dialled'}/{token}",
        whisper_url=None,
    )


def put_through(frontdesk: Frontdesk, reference: CallReference, base_url: str, *, says: str = "") -> str:
    """Ring people, who hear a summary before they take the call; else a message can be left."""
    clinic = frontdesk.clinic
    numbers = transfer_numbers(clinic, frontdesk.clock.now())
    token = frontdesk.phone.references.sign(reference)
    if not numbers:
        return nobody_answered(frontdesk, reference, base_url)
    return twiml.ring(
        numbers,
        seconds=int(clinic.calls.transfer.ring.total_seconds()),
        action_url=f"{base_url}/twilio/voice/dialled/{token}",
        whisper_url=f"{base_url}/twilio/voice/whisper/{token}",
        says=twiml.Spoken(clinic.calls, says, reference.language),
    )


def nobody_answered(frontdesk: Frontdesk, reference: CallReference, base_url: str) -> str:
    """A message after the tone, or where to turn."""
    clinic, language = frontdesk.clinic, reference.language
    words = words_of(clinic)
    sorry = words.speak("phone.nobody_answers", language)
    number = clinic.emergency.medical
    if not clinic.calls.voicemail:
        says = f"{sorry} {words.speak('phone.call_again', language, number=number)}"
        return twiml.farewell(clinic.calls, says=says, language=language)
    token = frontdesk.phone.references.sign(reference)
    return twiml.voicemail(
        clinic.calls,
        says=f"{sorry} {words.speak('phone.leave_message', language, number=number)}",
        action_url=f"{base_url}/twilio/voice/message/{token}",
        transcribed_url=f"{base_url}/twilio/voice/transcribed/{token}",
        language=language,
    )


def without_assistant(frontdesk: Frontdesk) -> str:
    """Nothing works here: ring whom there is, or say what to do."""
    clinic, language = frontdesk.clinic, frontdesk.clinic.languages[0]
    words = words_of(clinic)
    says = " ".join(
        [
            words.speak("phone.dial_instead", language),
            words.speak("phone.call_again", language, number=clinic.emergency.medical),
        ]
    )
    return twiml.farewell(clinic.calls, says=says, language=language)


def hung_up(frontdesk: Frontdesk) -> str:
    return twiml.farewell(frontdesk.clinic.calls, says="", language=frontdesk.clinic.languages[0])
