"""What is said to a patient between their lines is sent by text, where that is how they last wrote."""

from datetime import datetime

from sqlalchemy import Connection, select

from server.messages import Message
from server.records.outbox import enqueue
from server.records.tables import doors, messages
from server.records.threads import thread_of


def texting_from(connection: Connection, conversation_id: str) -> str:
    """The number (E.164) from which the patient's last line came by text; "" where it came another way."""
    ids, of = thread_of(connection, conversation_id), messages.c
    last = select(of.channel).where(of.conversation_id.in_(ids), of.role == "patient")
    if connection.execute(last.order_by(of.at.desc(), of.seq.desc()).limit(1)).scalar() != "sms":
        return ""
    door = select(doors.c.address).where(doors.c.conversation_id.in_(ids), doors.c.channel == "sms")
    return connection.execute(door.order_by(doors.c.opened_at.desc()).limit(1)).scalar() or ""


def text_along(connection: Connection, conversation_id: str, message: Message, *, at: datetime) -> bool:
    """Send a message that was just added by text as well, where the patient reads there; whether it was."""
    phone = texting_from(connection, conversation_id)
    if not phone:
        return False
    return enqueue(
        connection,
        f"{conversation_id}.said.{message.seq}",
        conversation_id=conversation_id,
        recipient=phone,
        text=message.text,
        at=at,
        purpose="reply",
    )
