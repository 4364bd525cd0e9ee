"""/twilio/voice/…: what becomes of a call that rings at people: taken, not taken, or a message left."""

from fastapi import APIRouter
from starlette.responses import Response

from server.api.access import TheFrontdesk
from server.api.twilio_signed import SignedForm, twilio_of
from server.api.twilio_voice import assistant_answers, twiml_response
from server.phone import putting_through, twiml, whisper
from server.phone.answering import words_of
from server.phone.messages_left import keep_message

router = APIRouter(prefix="/twilio/voice", include_in_schema=False)
ACCEPTS = "1"


@router.post("/overflow/{token}")
async def rung_before_the_assistant(frontdesk: TheFrontdesk, form: SignedForm, token: str) -> Response:
    """People were rung first: who was not answered talks with the assistant."""
    reference = frontdesk.phone.references.read(token)
    if form.get("DialCallStatus") == "completed":
        return twiml_response(putting_through.hung_up(frontdesk))
    return twiml_response(assistant_answers(frontdesk, reference, twilio_of(frontdesk).public_url))


@router.post("/whisper/{token}")
async def whisper_summary(frontdesk: TheFrontdesk, _form: SignedForm, token: str) -> Response:
    """Said to the person who picks up, before the caller is put through."""
    reference = frontdesk.phone.references.read(token)
    return twiml_response(
        twiml.whisper(
            frontdesk.clinic.calls,
            says=await whisper.summary(frontdesk, reference),
            action_url=f"{twilio_of(frontdesk).public_url}/twilio/voice/accepted/{token}",
            language=frontdesk.clinic.languages[0],
        )
    )


@router.post("/accepted/{token}")
async def accepted(frontdesk: TheFrontdesk, form: SignedForm, token: str) -> Response:
    """The person who was rung has pressed a key: 1 takes the call, any other leaves it."""
    reference = frontdesk.phone.references.read(token)
    if form.get("Digits") != ACCEPTS:
        return twiml_response(putting_through.hung_up(frontdesk))
    await whisper.taken(frontdesk, reference)
    return twiml_response(twiml.go_on())


@router.post("/dialled/{token}")
async def dialled(frontdesk: TheFrontdesk, form: SignedForm, token: str) -> Response:
    """The ringing is over. A machine that picked up has pressed no key: to the caller that is nobody."""
    reference = frontdesk.phone.references.read(token)
    was_taken = reference.call_sid in frontdesk.phone.taken or form.get("DialBridged") == "true"
    if was_taken:
        await frontdesk.phone.drop(reference.call_sid)
        return twiml_response(putting_through.hung_up(frontdesk))
    base_url = twilio_of(frontdesk).public_url
    return twiml_response(putting_through.nobody_answered(frontdesk, reference, base_url))


@router.post("/message/{token}")
async def message_left(frontdesk: TheFrontdesk, _form: SignedForm, token: str) -> Response:
    """The caller has finished the message; its transcription comes by itself."""
    reference = frontdesk.phone.references.read(token)
    says = words_of(frontdesk.clinic).speak("phone.message_kept", reference.language)
    await frontdesk.phone.drop(reference.call_sid)
    return twiml_response(twiml.farewell(frontdesk.clinic.calls, says=says, language=reference.language))


@router.post("/transcribed/{token}", status_code=204)
async def transcribed(frontdesk: TheFrontdesk, form: SignedForm, token: str) -> Response:
    """The message was written down, or could not be."""
    words = str(form.get("TranscriptionText", "")) if form.get("TranscriptionStatus") == "completed" else ""
    reference = frontdesk.phone.references.read(token)
    await keep_message(
        frontdesk, reference, words.strip(), str(form.get("RecordingSid", "")), str(form.get("From", ""))
    )
    return Response(status_code=204)
