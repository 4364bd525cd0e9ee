"""Who may be written to: a ledger of opt-outs and opt-ins by number, of which the latest counts."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from server.records.audit import append_audit
from server.records.tables import consents

How = Literal["keyword", "carrier"]


def has_stopped(connection: Connection, phone: str) -> bool:
    """Whether somebody has asked that this number be left alone. Who never said anything has not."""
    latest = select(consents.c.given).where(consents.c.phone == phone).order_by(consents.c.id.desc()).limit(1)
    return connection.execute(latest).scalar() is False


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
