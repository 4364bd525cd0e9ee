"""A conversation that goes on in an earlier one of the same patient: both stay in the records, and read as one thread."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from clinic.clock import Clock
from graph.conversations import LeftConversation
from server.records.audit import append_audit
from server.records.database import Database
from server.records.received import Line, Received, store
from server.records.tables import conversations

LEFT_LATELY = timedelta(hours=24)
"""What was left longer ago is not brought up."""
MOST_LOOKED_AT = 3


def join_key(conversation_id: str) -> str:
    """Under which the arrival stands in the conversation that takes another one in."""
    return f"join:{conversation_id}"


async def left_lately(
    database: Database, clock: Clock, patient_id: str, conversation_id: str
) -> tuple[LeftConversation, ...]:
    """Open conversations of the patient other than this one, at rest, the last one first."""
    table, now = conversations.c, clock.now()
    query = (
        select(table.id, table.last_turn_at)
        .where(
            table.patient_id == patient_id,
            table.id != conversation_id,
            table.status == "open",
            table.joined_to.is_(None),
            table.last_turn_at > now - LEFT_LATELY,
        )
        .order_by(table.last_turn_at.desc())
        .limit(MOST_LOOKED_AT)
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return tuple(LeftConversation(conversation_id=row.id, at=row.last_turn_at) for row in rows)


def join(connection: Connection, received: Received, earlier_id: str, *, at: datetime) -> bool:
    """Close the conversation of this message and let it arrive in the earlier one; False where that one is gone."""
    table = conversations.c
    waits = select(table.id).where(table.id == earlier_id, table.status == "open", table.joined_to.is_(None))
    if connection.execute(waits.with_for_update()).first() is None:
        return False
    left = update(conversations).where(table.id == received.conversation_id, table.joined_to.is_(None))
    if connection.execute(left.values(joined_to=earlier_id, status="closed")).rowcount == 0:
        return False
    arrival, key = Line(arrives_from=received.conversation_id), join_key(received.conversation_id)
    store(connection, earlier_id, received.channel, arrival, key=key, at=at)
    for id_, detail in (
        (received.conversation_id, {"joined": earlier_id}),
        (earlier_id, {"took_in": received.conversation_id}),
    ):
        append_audit(connection, event="conversation_joined", at=at, conversation_id=id_, detail=detail)
    return True
