"""Conversations by text message."""

from server.sms.office import TextOffice, open_text_office

__all__ = ["TextOffice", "open_text_office"]
