"""How patients hear of their requests: in the conversation, and by the outbox when nobody is there to read it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from clinic.clock import Clock
from clinic.models import Assurance
from graph.requests import Draft, Notice
from graph.requests.services import Told
from graph.turns import Outgoing
from server.events import Events
from server.messages import Message
from server.records.audit import append_audit
from server.records.database import Database
from server.records.outbox import enqueue
from server.records.tables import conversations, messages, notices
from server.records.texted import text_along
from server.records.threads import thread_of
from server.records.transcript import message_row, number_messages

STILL_THERE = timedelta(minutes=30)
"""A patient who wrote within this time is taken to be reading."""


class ReachPatients:
    """Fulfils graph.requests.Patients."""

    def __init__(self, database: Database, events: Events, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    async def tell(self, draft: Draft, notice: Notice) -> Told:
        """Once for the notice's key. An open conversation shows it in any case; a text message goes out besides when
        the patient has left it, and says no more than that there is an answer: that is then held for the next
        conversation in which they are known at the request's level (server.records.untold)."""
        now = self._clock.now()
        told, goes_on_in, shown = await self._database.write(
            lambda connection: _tell(connection, draft, notice, now)
        )
        if shown is not None:
            await self._events.publish(goes_on_in, [shown])
        return told


def _tell(
    connection: Connection, draft: Draft, notice: Notice, now: datetime
) -> tuple[Told, str, Message | None]:
    """How it was told, and the message with the conversation that it stands in: the one in which that of the request
    goes on. What takes proof is told in none that a weaker known speaker may have come into."""
    earlier = connection.execute(select(notices.c.told).where(notices.c.key == notice.key)).scalar()
    if earlier is not None:
        return earlier, "", None
    thread = thread_of(connection, draft.conversation_id) if draft.conversation_id else ("",)
    level = max(notice.level, asked_at := Assurance[draft.assurance.upper()])
    full = asked_at >= level and (len(thread) == 1 or level <= Assurance.MATCHED)
    shown, reads = _in_conversation(connection, thread[0], notice.text if full else notice.brief, now)
    told: Told = "conversation" if shown else ""
    phone = draft.phone_on_file or draft.phone
    if shown and reads:
        text_along(connection, thread[0], shown, at=now)
    if not reads and phone:
        told = "outbox"
        enqueue(
            connection,
            notice.key,
            conversation_id=thread[0],
            recipient=phone,
            text=notice.brief,
            at=now,
            purpose="notice",
        )
    row = {
        "key": notice.key,
        "request_id": notice.request_id,
        "conversation_id": thread[0] or None,
        "seq": shown.seq if shown and full else None,
        "told": told,
        "question": notice.text if notice.asks and told else None,
        "held": None if (reads and full) or (notice.asks and not told) else notice.text,
        "level": level.name.lower(),
        "at": now,
    }
    connection.execute(insert(notices).values(row))
    detail = {"request": notice.request_id, "how": told, "asks": notice.asks}
    append_audit(
        connection, event="patient_told", at=now, conversation_id=draft.conversation_id, detail=detail
    )
    return told, thread[0], shown


def _in_conversation(
    connection: Connection, conversation_id: str, text: str, now: datetime
) -> tuple[Message | None, bool]:
    """The message as it stands in the conversation, where that is not closed; and whether somebody reads it."""
    table = conversations.c
    row = connection.execute(
        update(conversations)
        .where(table.id == conversation_id, table.status != "closed")
        .values(last_seq=table.last_seq + 1)
        .returning(table.last_seq, table.last_turn_at)
    ).one_or_none()
    if row is None:
        return None, False
    said = Outgoing(kind="notice", text=text)
    (message,) = number_messages([said], after=row.last_seq - 1, at=now)
    connection.execute(insert(messages), [message_row(conversation_id, message)])
    return message, now - row.last_turn_at < STILL_THERE
