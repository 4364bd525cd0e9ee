"""The clinic's account at Twilio: what proves that a request is Twilio's, and the way to ask something of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from server.settings import Settings
from server.twilio.rest import RestClient
from server.twilio.signatures import Signatures


@dataclass(frozen=True)
class TwilioAccount:
    """`rest` is asynchronous: `await account.rest.messages.create_async(...)`."""

    sid: str
    public_url: str
    """Where Twilio reaches us, without a slash at the end."""
    signatures: Signatures
    rest: RestClient


@asynccontextmanager
async def open_twilio(settings: Settings) -> AsyncIterator[TwilioAccount | None]:
    """The account of the settings, until the end of the block; None where none is set."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token and settings.public_url):
        yield None
        return
    tokens = [settings.twilio_auth_token, settings.twilio_auth_token_secondary]
    secrets = [token.get_secret_value() for token in tokens if token]
    async with httpx.AsyncClient() as http:
        yield TwilioAccount(
            sid=settings.twilio_account_sid,
            public_url=settings.public_url,
            signatures=Signatures(settings.public_url, secrets),
            rest=RestClient(
                settings.twilio_account_sid, secrets[0], http=http, base_url=settings.twilio_base_url
            ),
        )
