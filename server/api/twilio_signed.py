"""Requests that Twilio sends: their form fields, once the signature is seen to be Twilio's."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.requests import HTTPConnection

from server.api.access import TheFrontdesk
from server.frontdesk import Frontdesk
from server.problems import NotFound, NotFromTwilio
from server.sms import TextOffice
from server.twilio import HEADER, TwilioAccount


def target_of(connection: HTTPConnection) -> str:
    """Path and query as they were sent: a signature is made over their exact spelling."""
    path: bytes = connection.scope.get("raw_path") or connection.scope["path"].encode()
    query: bytes = connection.scope["query_string"]
    return (path.partition(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")


def twilio_of(frontdesk: Frontdesk) -> TwilioAccount:
    """Raises NotFound where no account is configured: then nobody may use Twilio's doors."""
    if frontdesk.twilio is None:
        raise NotFound
    return frontdesk.twilio


def texts_of(frontdesk: Frontdesk) -> TextOffice:
    """Raises NotFound where text messages are not set up."""
    if frontdesk.texts is None:
        raise NotFound
    return frontdesk.texts


async def signed_form(request: Request, frontdesk: TheFrontdesk) -> FormData:
    """The fields of a webhook. Raises NotFound without an account, NotFromTwilio when the signature does not hold."""
    account = twilio_of(frontdesk)
    form = await request.form(max_files=0)
    fields = FormData(
        [(name, value) for name, value in form.multi_items() if not isinstance(value, UploadFile)]
    )
    if not account.signatures.form_is_signed(target_of(request), fields, request.headers.get(HEADER)):
        raise NotFromTwilio
    return fields


SignedForm = Annotated[FormData, Depends(signed_form)]
