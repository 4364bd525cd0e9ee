"""Twilio's doors for text messages: stored, answered at once with an empty TwiML, worked on afterwards."""

from fastapi import APIRouter, Request, Response

from server.api.access import TheFrontdesk
from server.api.twilio_signed import SignedForm, texts_of
from server.problems import MalformedWebhook
from server.records.outbox import last_sent_to
from server.records.webhooks import Webhook
from server.sms.inbound import TOO_MANY
from server.sms.reports import status_of

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
"""Replies go through the outbox, where they are retried, reported on and kept."""
router = APIRouter(prefix="/twilio", tags=["twilio"])


@router.post("/sms", response_class=Response)
async def text_arrives(frontdesk: TheFrontdesk, form: SignedForm) -> Response:
    """A text message from a patient. Twilio gets the same answer whatever is done with it: an error it would report."""
    fields = {name: str(value) for name, value in form.items()}
    sid, sender = fields.get("MessageSid", ""), fields.get("From", "")
    if not sid or not sender:
        raise MalformedWebhook("MessageSid and From")
    texts = texts_of(frontdesk)
    verdict = texts.flood.judge(sender, fields.get("Body", ""))
    if verdict == "drop":
        return Response(NOTHING_TO_SAY, media_type="text/xml")
    if verdict == "tell":
        fields[TOO_MANY] = "yes"
    seen = await frontdesk.database.read(lambda connection: last_sent_to(connection, sender))
    fields["seen"] = seen or ""
    webhook = Webhook(key=f"sms.{sid}"[:100], kind="sms", fields=fields, attempts=0, sender=sender[:64])
    await texts.inbox.take(webhook)
    return Response(NOTHING_TO_SAY, media_type="text/xml")


@router.post("/status", status_code=204, response_class=Response)
async def status_arrives(request: Request, frontdesk: TheFrontdesk, form: SignedForm) -> Response:
    """How a text message of ours fares."""
    fields = {name: str(value) for name, value in form.items()}
    sid, status = fields.get("MessageSid", ""), status_of(fields)
    if not sid or not status:
        raise MalformedWebhook("MessageSid and MessageStatus")
    fields["delivery"] = request.query_params.get("delivery", "")
    key = f"status.{sid}.{status}"[:100]
    webhook = Webhook(key=key, kind="status", fields=fields, attempts=0, sender=sid[:64])
    await texts_of(frontdesk).inbox.take(webhook)
    return Response(status_code=204)
