"""Which lines of the clinic's people a patient has seen: in the audit trail, once for each reading."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from server.records.audit import append_audit
from server.records.tables import audit, messages

READ = "staff_message_read"


def note_read(connection: Connection, conversation_id: str, seq: int, *, at: datetime) -> int | None:
    """Note that the lines up to `seq` were seen: the newest staff message among them, where that is news."""
    table = messages.c
    query = select(func.max(table.seq)).where(
        table.conversation_id == conversation_id, table.role == "staff", table.seq <= seq
    )
    latest = connection.execute(query).scalar()
    if latest is None or latest <= last_read(connection, conversation_id):
        return None
    append_audit(connection, event=READ, at=at, conversation_id=conversation_id, detail={"seq": latest})
    return int(latest)


def last_read(connection: Connection, conversation_id: str) -> int:
    """`seq` of the newest staff message that the patient has seen; 0 for none."""
    query = (
        select(audit.c.detail)
        .where(audit.c.conversation_id == conversation_id, audit.c.event == READ)
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    detail = connection.execute(query).scalar()
    return int(detail["seq"]) if detail else 0
