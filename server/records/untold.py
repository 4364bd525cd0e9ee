"""What a patient could not be told when it was due: told in the next conversation that knows them well enough.

Whatever the door they come in by: it is found by patient, and told at the end of a turn that leaves nothing open.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from clinic.clock import Clock
from clinic.models import Assurance, Value
from graph.turns import Outgoing, TurnOutcome
from server.records.audit import append_audit
from server.records.database import Database
from server.records.tables import notices, requests

KEPT_FOR = timedelta(days=30)
"""As long as a request that is over is told of (agents.records.standing)."""


class Untold(Value):
    """Something that waits to be told. `key` is that of its notice."""

    key: str
    request_id: str
    text: str
    question: str | None
    level: str


_STILL_ASKED = or_(
    notices.c.question.is_(None), and_(notices.c.answered_at.is_(None), requests.c.status == "asking")
)
# Asked at the end of nearly every turn, and so built once: building costs more than running.
_OF_PATIENT = (
    select(
        notices.c.key, notices.c.request_id, notices.c.held.label("text"), notices.c.question, notices.c.level
    )
    .join(requests, requests.c.id == notices.c.request_id)
    .where(requests.c.patient_id == bindparam("patient"), notices.c.held.is_not(None))
    .where(notices.c.at > bindparam("since"), _STILL_ASKED)
    .where(or_(notices.c.conversation_id.is_distinct_from(bindparam("here")), notices.c.seq.is_(None)))
    .order_by(notices.c.question.is_not(None), notices.c.at)
)


def untold(
    connection: Connection, conversation_id: str, outcome: TurnOutcome, *, at: datetime
) -> tuple[Untold, ...]:
    """What this turn's patient may hear now, a question last; nothing while something else is in hand."""
    busy = outcome.waiting_for is not None or outcome.status != "open"
    if busy or not outcome.patient_id or not outcome.assurance:
        return ()
    of = {"patient": outcome.patient_id, "since": at - KEPT_FOR, "here": conversation_id}
    found = (Untold.model_validate(dict(row)) for row in connection.execute(_OF_PATIENT, of).mappings())
    return tuple(each for each in found if Assurance[each.level.upper()] <= outcome.assurance)


def with_untold(outcome: TurnOutcome, told: Sequence[Untold]) -> TurnOutcome:
    """The turn's words with those that waited behind them."""
    words = tuple(Outgoing(kind="notice", text=each.text) for each in told)
    return outcome.model_copy(update={"messages": (*outcome.messages, *words)}) if words else outcome


def mark_told(
    connection: Connection, told: Sequence[Untold], conversation_id: str, *, last_seq: int, at: datetime
) -> None:
    """They were this turn's last messages. A question is answered in this conversation from now on, and is told again
    in another one, until it is answered."""
    for seq, each in enumerate(told, start=last_seq - len(told) + 1):
        connection.execute(update(notices).where(notices.c.key == each.key).values(held=None))
        row = {
            "key": f"{each.key}.{conversation_id}"[:200],
            "request_id": each.request_id,
            "conversation_id": conversation_id,
            "seq": seq,
            "told": "conversation",
            "question": each.question,
            "held": each.text if each.question else None,
            "level": each.level,
            "at": at,
        }
        connection.execute(insert(notices).values(row))
        detail = {"request": each.request_id, "how": "conversation", "asks": each.question is not None}
        append_audit(connection, event="patient_told", at=at, conversation_id=conversation_id, detail=detail)


async def held_for(database: Database, clock: Clock, patient_id: str) -> Assurance:
    """How well this patient has to be known to hear all that waits for them; ANONYMOUS where nothing does."""
    of = {"patient": patient_id, "since": clock.now() - KEPT_FOR, "here": ""}
    found = await database.read(lambda connection: connection.execute(_OF_PATIENT, of).all())
    return max((Assurance[row.level.upper()] for row in found), default=Assurance.ANONYMOUS)
