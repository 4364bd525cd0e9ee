"""The clinic's account at Twilio: what proves that a request is Twilio's, and the way to ask something of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from server.demo_access import DemoAccess
from server.settings import Settings
from server.twilio.signatures import Signatures

if TYPE_CHECKING:
    from server.twilio.rest import RestClient


@dataclass(frozen=True)
class TwilioAccount:
    """`rest` is asynchronous: `await account.rest.messages.create_async(...)`."""

    public_url: str
    """Where Twilio reaches us, without a slash at the end."""
    signatures: Signatures
    rest: "RestClient | None"
    """None in a demo without an account: a simulated phone may come in, nothing goes out."""


@asynccontextmanager
async def open_twilio(settings: Settings) -> AsyncIterator[TwilioAccount | None]:
    """The account of the settings, until the end of the block; None where phone and text messages are not set up."""
    if settings.public_url is None:
        yield None
    elif not (settings.twilio_account_sid and settings.twilio_auth_token):
        yield _simulated(settings, settings.public_url) if settings.demo else None
    else:
        # The library is large: only who has an account waits for it.
        from server.twilio.rest import RestClient

        tokens = [settings.twilio_auth_token, settings.twilio_auth_token_secondary]
        secrets = [token.get_secret_value() for token in tokens if token]
        async with httpx.AsyncClient() as http:
            sid, base_url = settings.twilio_account_sid, settings.twilio_base_url
            rest = RestClient(sid, secrets[0], http=http, base_url=base_url)
            yield TwilioAccount(settings.public_url, Signatures(settings.public_url, secrets), rest)


def _simulated(settings: Settings, public_url: str) -> TwilioAccount:
    token = DemoAccess.load_or_make(settings.data_dir).twilio_auth_token
    return TwilioAccount(public_url, Signatures(public_url, [token]), rest=None)
