"""What the stand-in's account holds: messages, calls, and the numbers that have opted out."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from clinic.messaging import segments

ACCOUNT_SID = f"AC{'0' * 31}1"
AUTH_TOKEN = "5tand1n0auth0token0of0the0stand1n"  # noqa: S105
STOP_WORDS = frozenset(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
START_WORDS = frozenset(["START", "YES", "UNSTOP"])
HELP_WORDS = frozenset(["HELP", "INFO"])
OWN_WORDS = {
    "stop": "You have successfully been unsubscribed. You will not receive any more messages from this number.",
    "start": "You have successfully been re-subscribed to messages from this number.",
    "help": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
"""What Twilio itself answers to its keywords, in our words."""


class Refusal(Exception):
    """An error answer of the API."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, "status": status, "more_info": "", "details": None}


class Account:
    """`handles_keywords`: whether Twilio answers STOP, START and HELP by itself, and keeps those who stopped."""

    def __init__(self, *, handles_keywords: bool = True) -> None:
        self.handles_keywords = handles_keywords
        self.messages: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.opted_out: set[str] = set()
        self.callbacks: dict[str, str] = {}
        """Where the status of a message or call is reported, by its SID."""

    def send(self, form: dict[str, str]) -> dict[str, Any]:
        """A message of the customer's. Raises Refusal."""
        to, body = form.get("To", ""), form.get("Body", "")
        if not (to.startswith("+") and to[1:].isdecimal() and 10 <= len(to) <= 16):
            raise Refusal(400, 21211, "The 'To' number is not a valid phone number.")
        if not (form.get("From") or form.get("MessagingServiceSid")):
            raise Refusal(400, 21603, "A 'From' phone number is required.")
        if not body:
            raise Refusal(400, 21602, "Message body is required.")
        if len(body) > 1600:
            raise Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        if to in self.opted_out:
            raise Refusal(400, 21610, "Attempt to send to unsubscribed recipient.")
        message = self._message(to=to, sender=form.get("From", ""), body=body, direction="outbound-api")
        message["messaging_service_sid"] = form.get("MessagingServiceSid")
        self.callbacks[message["sid"]] = form.get("StatusCallback", "")
        return message

    def hear(self, sender: str, to: str, body: str) -> None:
        """A text from a handset, as far as Twilio itself acts on it."""
        word = body.strip().upper()
        if not self.handles_keywords:
            return
        if word in STOP_WORDS:
            self.opted_out.add(sender)
            self._message(to=sender, sender=to, body=OWN_WORDS["stop"], direction="outbound-reply")
        elif word in START_WORDS and sender in self.opted_out:
            self.opted_out.discard(sender)
            self._message(to=sender, sender=to, body=OWN_WORDS["start"], direction="outbound-reply")
        elif word in HELP_WORDS:
            self._message(to=sender, sender=to, body=OWN_WORDS["help"], direction="outbound-reply")

    def call(self, form: dict[str, str]) -> dict[str, Any]:
        """A call of the customer's."""
        if not form.get("To") or not (form.get("Url") or form.get("Twiml")):
            raise Refusal(400, 21205, "Url parameter is required.")
        call = self._row("CA") | {
            "to": form["To"],
            "from": form.get("From", ""),
            "status": "queued",
            "direction": "outbound-api",
            "twiml": form.get("Twiml"),
            "url": form.get("Url"),
        }
        self.calls.append(call)
        self.callbacks[call["sid"]] = form.get("StatusCallback", "")
        return call

    def to(self, number: str) -> list[str]:
        """The texts that a handset has received, oldest first."""
        return [message["body"] for message in self.messages if message["to"] == number]

    def with_callbacks(self, number: str) -> Iterator[dict[str, Any]]:
        """The messages to a number whose status somebody wants to hear."""
        yield from (m for m in self.messages if m["to"] == number and self.callbacks.get(m["sid"]))

    def _message(self, *, to: str, sender: str, body: str, direction: str) -> dict[str, Any]:
        row = self._row("SM") | {
            "to": to,
            "from": sender,
            "body": body,
            "status": "queued",
            "direction": direction,
            "num_segments": str(segments(body)),
            "num_media": "0",
            "error_code": None,
            "messaging_service_sid": None,
        }
        row["date_sent"] = row["date_created"]
        self.messages.append(row)
        return row

    def _row(self, kind: str) -> dict[str, Any]:
        now = format_datetime(datetime.now(UTC))
        sid = f"{kind}{secrets.token_hex(16)}"
        return {
            "sid": sid,
            "account_sid": ACCOUNT_SID,
            "date_created": now,
            "date_updated": now,
            "api_version": "2010-04-01",
        }
