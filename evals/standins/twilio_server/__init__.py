"""A stand-in for Twilio: its REST API, which the real `twilio` library talks to, and phones that text and are texted."""

from evals.standins.twilio_server.account import ACCOUNT_SID, AUTH_TOKEN, OWN_WORDS, Account
from evals.standins.twilio_server.handset import Handset
from evals.standins.twilio_server.server import SENDING, TwilioServer, running_twilio_server

__all__ = [
    "ACCOUNT_SID",
    "AUTH_TOKEN",
    "OWN_WORDS",
    "SENDING",
    "Account",
    "Handset",
    "TwilioServer",
    "running_twilio_server",
]
