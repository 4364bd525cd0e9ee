"""/twilio/voice and /twilio/relay: a call comes in, is talked with over the relay, and ends or goes on elsewhere."""

import contextlib
import logging
from typing import Annotated

from fastapi import APIRouter, Header, WebSocket
from starlette.responses import Response
from starlette.websockets import WebSocketDisconnect

from clinic.errors import FrontdeskError
from server.api.access import TheFrontdesk
from server.api.lines import LONGEST_TEXT
from server.api.twilio_signed import SignedForm, target_of, twilio_of
from server.frontdesk import Frontdesk
from server.logs import describe_error
from server.phone import answering, gathering, protocol, putting_through
from server.phone.references import CallReference
from server.records.heard import last_replies
from server.twilio import HEADER

log = logging.getLogger(__name__)
router = APIRouter(prefix="/twilio", include_in_schema=False)
SOCKET_DROPPED = "64105"
"""Twilio's code for a relay whose socket has died; the call itself is alive."""
MOST_RECONNECTS = 2
NOT_OURS = 1008
"""WebSocket close code: policy violation."""


def twiml_response(document: str) -> Response:
    return Response(document, media_type="text/xml")


@router.post("/voice")
async def answer_call(frontdesk: TheFrontdesk, form: SignedForm) -> Response:
    """A call comes in: people are rung where clinic.yaml says so, else the assistant answers."""
    call_sid, caller = str(form.get("CallSid", "")), str(form.get("From", ""))
    base_url = twilio_of(frontdesk).public_url
    try:
        reference = await answering.open_call(frontdesk, call_sid, caller)
        document = putting_through.rung_first(frontdesk, reference, base_url)
        return twiml_response(document or assistant_answers(frontdesk, reference, base_url))
    except Exception as error:
        log.error("call_not_answered", extra=describe_error(error))
        return twiml_response(putting_through.without_assistant(frontdesk))


def assistant_answers(frontdesk: Frontdesk, reference: CallReference, base_url: str) -> str:
    """TwiML by which the assistant takes the call."""
    if frontdesk.clinic.calls.connection == "gather":
        return gathering.first(frontdesk, reference, base_url)
    greeting = answering.greeting(frontdesk.clinic, reference.language)
    return answering.connected(frontdesk, reference, base_url, greeting=greeting)


@router.websocket("/relay/{token}")
async def relay(websocket: WebSocket, token: str) -> None:
    """The socket of a call: signed, with an address that is good for that call alone."""
    frontdesk: Frontdesk = websocket.app.state.frontdesk
    try:
        account = twilio_of(frontdesk)
        if not account.signatures.socket_is_signed(target_of(websocket), websocket.headers.get(HEADER)):
            await websocket.close(NOT_OURS)
            return
        reference = frontdesk.phone.admit(token)
        call = await answering.call_of(frontdesk, reference)
    except FrontdeskError:
        await websocket.close(NOT_OURS)
        return
    await websocket.accept()

    async def send(message: protocol.Outgoing) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the socket died meanwhile
            await websocket.send_text(protocol.write_frame(message))

    call.attach(send)
    try:
        while True:
            event = protocol.read_frame(await websocket.receive_text())
            if event is None:
                continue
            if isinstance(event, protocol.Setup):
                if event.call_sid != reference.call_sid:
                    await websocket.close(NOT_OURS)
                    return
                if reference.dropped:
                    await call.resume(await last_replies(frontdesk.database, reference.conversation_id))
            call.take(event)
    except WebSocketDisconnect:
        pass
    finally:
        call.detach(send)


@router.post("/voice/ended/{token}")
async def relay_ended(frontdesk: TheFrontdesk, form: SignedForm, token: str) -> Response:
    """The relay's session is over: by us, by the caller, or because its socket died."""
    base_url = twilio_of(frontdesk).public_url
    reference = frontdesk.phone.references.read(token)
    why = frontdesk.phone.references.read_ending(str(form.get("HandoffData", "")), reference.call_sid)
    if why == "transfer":
        return twiml_response(putting_through.put_through(frontdesk, reference, base_url))
    if str(form.get("ErrorCode", "")) == SOCKET_DROPPED:
        again = reference.model_copy(update={"dropped": reference.dropped + 1})
        if again.dropped <= MOST_RECONNECTS:
            return twiml_response(answering.connected(frontdesk, again, base_url, greeting=""))
    if str(form.get("SessionStatus", "")) == "failed":
        return twiml_response(await gathering.carry_on(frontdesk, reference, base_url))
    await frontdesk.phone.drop(reference.call_sid)
    return twiml_response(putting_through.hung_up(frontdesk))


@router.post("/gather")
async def gather_call(frontdesk: TheFrontdesk, form: SignedForm) -> Response:
    """A call comes in at an account without ConversationRelay."""
    base_url = twilio_of(frontdesk).public_url
    reference = await answering.open_call(frontdesk, str(form.get("CallSid", "")), str(form.get("From", "")))
    document = putting_through.rung_first(frontdesk, reference, base_url)
    return twiml_response(document or gathering.first(frontdesk, reference, base_url))


@router.post("/gather/{token}")
async def gathered(
    frontdesk: TheFrontdesk,
    form: SignedForm,
    token: str,
    i_twilio_idempotency_token: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """What the caller said or keyed in."""
    document = await gathering.turn(
        frontdesk,
        frontdesk.phone.references.read(token),
        twilio_of(frontdesk).public_url,
        speech=str(form.get("SpeechResult", "")).strip()[:LONGEST_TEXT],
        keys=str(form.get("Digits", ""))[:20],
        key=i_twilio_idempotency_token,
    )
    return twiml_response(document)
