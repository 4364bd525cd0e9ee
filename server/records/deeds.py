"""What conversations did in the EHR, kept with the turn that did it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from clinic.notes import Deed
from server.records.tables import deeds


def insert_deeds(
    connection: Connection,
    done: Sequence[Deed],
    *,
    turn_id: str,
    turn: int,
    conversation_id: str,
    at: datetime,
) -> None:
    """Within the transaction that ends the turn, which happens once."""
    if not done:
        return
    rows = [
        {
            "key": f"{turn_id}.{place}",
            "conversation_id": conversation_id,
            "patient_id": deed.patient_id,
            "turn": turn,
            "place": place,
            "kind": deed.kind,
            "facts": deed.model_dump(mode="json"),
            "at": at,
        }
        for place, deed in enumerate(done)
    ]
    connection.execute(insert(deeds), rows)


def deeds_since(connection: Connection, conversation_id: str, since: datetime) -> tuple[Deed, ...]:
    """Of a conversation, from `since` on, in their order."""
    query = select(deeds.c.facts).where(deeds.c.conversation_id == conversation_id, deeds.c.at >= since)
    rows = connection.execute(query.order_by(deeds.c.turn, deeds.c.place)).scalars()
    return tuple(Deed.model_validate(facts) for facts in rows)
