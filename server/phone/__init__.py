"""The telephone: calls over Twilio's ConversationRelay or <Gather>, and what becomes of them."""

from server.phone.line import PhoneLine

__all__ = ["PhoneLine"]
