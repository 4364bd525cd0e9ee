"""Who may be written to: a ledger of opt-outs and opt-ins by number, of which the latest counts."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from server.records.audit import append_audit
from server.records.tables import consents

How = Literal["keyword", "carrier"]
"""keyword: words that only we act on. carrier: Twilio knows as well, and blocks the number until it hears START."""


def stopped_how(connection: Connection, phone: str) -> How | None:
    """How we know that this number is to be left alone; None for one that may be written to, as at the beginning."""
    columns = consents.c.given, consents.c.how
    latest = select(*columns).where(consents.c.phone == phone).order_by(consents.c.id.desc()).limit(1)
    row = connection.execute(latest).one_or_none()
    return None if row is None or row.given else row.how


def note_consent(
    connection: Connection, phone: str, *, given: bool, how: How, source: str, at: datetime
) -> bool:
    """Write down an opt-out or opt-in; `source` (a message's or delivery's id) makes it one. Whether it is new."""
    if connection.execute(select(consents.c.id).where(consents.c.source == source)).first():
        return False
    row = {"phone": phone, "given": given, "how": how, "source": source, "at": at}
    connection.execute(insert(consents).values(row))
    append_audit(
        connection, event="consent_noted", at=at, conversation_id=None, detail={"given": given, "how": how}
    )
    return True
