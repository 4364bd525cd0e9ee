"""A text message as Twilio brings it."""

import unicodedata
from collections.abc import Mapping
from typing import Self

from clinic.messaging import Keyword
from clinic.models import Value

OF_TWILIO: dict[str, Keyword] = {"STOP": "stop", "START": "start", "HELP": "help"}
TOO_MANY = "frontdesk-too-many"
"""Beside Twilio's fields: the sender is over the limit (server/sms/flood.py)."""
LONGEST = 1600
"""Characters; Twilio joins the parts of a message up to this."""


class InboundText(Value):
    """`sid` names it for good; `sender` is E.164, or a short code or name that nobody can answer."""

    sid: str
    sender: str
    text: str
    media: int = 0
    """Pictures and files; they stay at Twilio."""
    seen: str = ""
    """Key of the delivery that the sender's phone had got last when this came."""
    too_many: bool = False
    keyword_at_twilio: Keyword | None = None
    """Twilio took it as a keyword, and has answered it (Advanced Opt-Out)."""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Self:
        body = "".join(c for c in fields.get("Body", "") if c in "\n\t" or unicodedata.category(c) != "Cc")
        media = fields.get("NumMedia", "0")
        return cls(
            sid=fields["MessageSid"],
            sender=fields.get("From", ""),
            text=body.strip()[:LONGEST],
            media=int(media) if media.isdecimal() else 0,
            seen=fields.get("seen", ""),
            too_many=TOO_MANY in fields,
            keyword_at_twilio=OF_TWILIO.get(fields.get("OptOutType", "").upper()),
        )

    @property
    def can_be_answered(self) -> bool:
        return self.sender.startswith("+") and self.sender[1:].isdecimal()
