"""Conversations that a person has taken over, in the records: one owner, by a lease that ends by itself."""

from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from clinic.errors import FrontdeskError
from clinic.models import Value
from clinic.requests import Staff
from graph.turns import TurnOutcome
from server.messages import Message
from server.problems import ConversationClosed, UnknownConversation
from server.records.audit import append_audit
from server.records.leases import machine_now
from server.records.tables import conversations, messages, takeovers
from server.records.transcript import message_row

_OWNED = select(takeovers.c.staff_id).where(
    takeovers.c.conversation_id == bindparam("of"), takeovers.c.owned_until > bindparam("now")
)
"""Asked at the end of every turn, and so built once: building costs more than running."""


class NotYourConversation(FrontdeskError):
    """Somebody else has it, or it went back to the assistant."""

    code = "not_your_conversation"
    status = 409

    def __init__(self) -> None:
        super().__init__("This conversation is not yours (any more): take it over before you answer.")


class Takeover(Value):
    """Who has a conversation. `owned_until` is by the machine's clock."""

    conversation_id: str
    staff_id: str
    name: str
    taken_at: AwareDatetime
    owned_until: AwareDatetime


def find_takeover(connection: Connection, conversation_id: str, now: datetime) -> Takeover | None:
    """Who has it now; None when nobody does, any more."""
    table = takeovers.c
    query = select(takeovers).where(table.conversation_id == conversation_id, table.owned_until > now)
    row = connection.execute(query).mappings().one_or_none()
    return Takeover.model_validate(dict(row)) if row else None


def take_over(
    connection: Connection, conversation_id: str, by: Staff, *, until: datetime, now: datetime, at: datetime
) -> bool:
    """Whether it is newly theirs; again, it only stays so for longer.

    Raises UnknownConversation, ConversationClosed, NotYourConversation when somebody else has it.
    """
    query = select(conversations.c.status).where(conversations.c.id == conversation_id).with_for_update()
    status = connection.execute(query).scalar()
    if status is None:
        raise UnknownConversation
    if status == "closed":
        raise ConversationClosed
    owner = find_takeover(connection, conversation_id, now)
    if owner is not None:
        if owner.staff_id != by.id:
            raise NotYourConversation
        _keep(connection, conversation_id, until)
        return False
    connection.execute(delete(takeovers).where(takeovers.c.conversation_id == conversation_id))
    row = Takeover(
        conversation_id=conversation_id, staff_id=by.id, name=by.name, taken_at=at, owned_until=until
    )
    connection.execute(insert(takeovers).values(row.model_dump()))
    _set_status(connection, conversation_id, "staff")
    _audit(connection, "conversation_taken_over", conversation_id, at, by=by.id)
    return True


def must_own(
    connection: Connection, conversation_id: str, by: str, *, until: datetime, now: datetime
) -> None:
    """Asked again in the transaction that sends. Raises NotYourConversation."""
    owner = find_takeover(connection, conversation_id, now)
    if owner is None or owner.staff_id != by:
        raise NotYourConversation
    _keep(connection, conversation_id, until)


def give_back(connection: Connection, conversation_id: str, *, at: datetime, by: str) -> bool:
    """Back to the assistant; whether it was taken over at all. `by` is "" when it went back by itself."""
    gone = connection.execute(delete(takeovers).where(takeovers.c.conversation_id == conversation_id))
    if gone.rowcount != 1:
        return False
    _set_status(connection, conversation_id, "open")
    _audit(connection, "conversation_handed_back", conversation_id, at, by=by)
    return True


def unless_taken_over(connection: Connection, conversation_id: str, outcome: TurnOutcome) -> TurnOutcome:
    """The outcome of a turn that ran while a person took the conversation over: what it did stays, and it says nothing.

    Asked in the transaction that sends. Nobody silences the emergency answer.
    """
    if outcome.understood_by == "staff" or any(each.kind == "emergency" for each in outcome.messages):
        return outcome
    if connection.execute(_OWNED, {"of": conversation_id, "now": machine_now()}).first() is None:
        return outcome
    return outcome.model_copy(
        update={"messages": (), "status": "staff", "waiting_for": "staff", "joins": None}
    )


def expired(connection: Connection, now: datetime) -> tuple[str, ...]:
    query = select(takeovers.c.conversation_id).where(takeovers.c.owned_until <= now)
    return tuple(connection.execute(query).scalars())


def left_since(connection: Connection, conversation_id: str, since: datetime) -> str:
    """A key of the patient's absence where they have written nothing on the web page since then; "" else."""
    table = conversations.c
    query = select(table.turns).where(
        table.id == conversation_id, table.channel == "web", table.last_turn_at < since
    )
    turns = connection.execute(query).scalar()
    return "" if turns is None else f"{conversation_id}.wrote.{turns}"


def append_message(connection: Connection, conversation_id: str, message: Message) -> Message:
    """Add a line to the transcript; answers it with its `seq`. Raises ConversationClosed."""
    table = conversations.c
    seq = connection.execute(
        update(conversations)
        .where(table.id == conversation_id, table.status != "closed")
        .values(last_seq=table.last_seq + 1)
        .returning(table.last_seq)
    ).scalar()
    if seq is None:
        raise ConversationClosed
    numbered = message.model_copy(update={"seq": seq})
    connection.execute(insert(messages), [message_row(conversation_id, numbered)])
    return numbered


def _keep(connection: Connection, conversation_id: str, until: datetime) -> None:
    mine = takeovers.c.conversation_id == conversation_id
    connection.execute(update(takeovers).where(mine).values(owned_until=until))


def _set_status(connection: Connection, conversation_id: str, status: str) -> None:
    table = conversations.c
    open_ones = (table.id == conversation_id, table.status != "closed")
    connection.execute(update(conversations).where(*open_ones).values(status=status))


def _audit(connection: Connection, event: str, conversation_id: str, at: datetime, *, by: str) -> None:
    append_audit(connection, event=event, at=at, conversation_id=conversation_id, detail={"by": by})
