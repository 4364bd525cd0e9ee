"""Twilio: signatures of what comes in, the REST API for what goes out, an inbox of webhooks."""

from server.twilio.account import TwilioAccount, open_twilio
from server.twilio.signatures import HEADER, Signatures

__all__ = ["HEADER", "Signatures", "TwilioAccount", "open_twilio"]
