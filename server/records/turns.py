"""The end of a turn in the records: all that it led to in one commit, or its refusal."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from graph.turns import TurnOutcome
from server.messages import RequestReference, Turn
from server.records.answers import record_answer
from server.records.audit import append_audit
from server.records.database import Database
from server.records.deeds import insert_deeds
from server.records.joining import join
from server.records.received import MessageState, Problem, Received
from server.records.requests import insert_requests
from server.records.tables import conversations, messages
from server.records.takeovers import unless_taken_over
from server.records.transcript import message_row, number_messages
from server.records.untold import mark_told, untold, with_untold

# Statements of every turn are built once: building costs more than running them.
_END_TURN = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(
        last_seq=conversations.c.last_seq + bindparam("replies"),
        **{
            name: bindparam(name)
            for name in ("turns_done", "status", "language", "patient_id", "last_turn_at")
        },
    )
    .returning(conversations.c.last_seq)
)
_SETTLE = (
    update(messages)
    .where(
        messages.c.conversation_id == bindparam("of"),
        messages.c.seq == bindparam("at_seq"),
        messages.c.state == "received",
    )
    .values(state=bindparam("state"), outcome=bindparam("outcome"))
)
_INSERT_MESSAGES = insert(messages)


class AlreadySettled(Exception):
    """The message was finished meanwhile; nothing was written."""


async def finish(
    database: Database, received: Received, outcome: TurnOutcome, *, at: datetime, failed: bool = False
) -> Turn:
    """Commit together what a turn said, changed and left to people; answers the Turn for the patient.

    Raises AlreadySettled when the message is finished already.
    """

    def work(connection: Connection) -> Turn:
        of = received.conversation_id
        mine = unless_taken_over(connection, of, outcome)
        told = untold(connection, of, mine, at=at)
        said = with_untold(mine, told)
        last_seq = _update_conversation(connection, received, said, at)
        mark_told(connection, told, of, last_seq=last_seq, at=at)
        turn = _turn(received, said, after=last_seq - len(said.messages), at=at)
        if said.joins and join(connection, received, said.joins, at=at):
            turn = turn.model_copy(update={"joined": said.joins, "status": "closed"})
        if turn.messages:
            said_by = received.channel
            rows = [message_row(received.conversation_id, message, said_by) for message in turn.messages]
            connection.execute(_INSERT_MESSAGES, rows)
        insert_requests(connection, outcome.handed_over, conversation_id=of, at=at)
        insert_deeds(
            connection, outcome.deeds, turn_id=received.id, turn=received.number, conversation_id=of, at=at
        )
        for answer in outcome.answers:
            record_answer(connection, answer, key=received.id, at=at)
        _settle(connection, received, "failed" if failed else "done", turn.model_dump(mode="json"))
        append_audit(
            connection,
            event="turn_failed" if failed else "turn_finished",
            at=at,
            conversation_id=of,
            detail=_audit_detail(received, said),
        )
        return turn

    return await database.write(work)


async def refuse(database: Database, received: Received, problem: Problem, *, at: datetime) -> None:
    """Settle a message that the caller must put right: it has no effect and is not shown.

    Raises AlreadySettled when the message is finished already.
    """

    def work(connection: Connection) -> None:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == received.conversation_id)
            .values(turns_done=received.number)
        )
        _settle(connection, received, "refused", problem.model_dump(mode="json"))
        append_audit(
            connection,
            event="message_refused",
            at=at,
            conversation_id=received.conversation_id,
            detail={"turn": received.number, "code": problem.code},
        )

    await database.write(work)


def _update_conversation(
    connection: Connection, received: Received, outcome: TurnOutcome, at: datetime
) -> int:
    """The conversation after the turn; answers the `seq` of its last message, replies included."""
    changed = {
        "of": received.conversation_id,
        "replies": len(outcome.messages),
        "turns_done": received.number,
        "status": outcome.status,
        "language": outcome.language,
        "patient_id": outcome.patient_id,
        "last_turn_at": at,
    }
    last_seq: int = connection.execute(_END_TURN, changed).scalar_one()
    return last_seq


def _turn(received: Received, outcome: TurnOutcome, *, after: int, at: datetime) -> Turn:
    return Turn(
        turn=received.number,
        messages=number_messages(outcome.messages, after=after, at=at),
        status=outcome.status,
        active_task=outcome.active_task,
        waiting_for=outcome.waiting_for,
        requests=tuple(
            RequestReference(id=handed.id, kind=handed.kind, status="waiting")
            for handed in outcome.handed_over
        ),
    )


def _settle(connection: Connection, received: Received, state: MessageState, outcome: dict[str, Any]) -> None:
    message = {"of": received.conversation_id, "at_seq": received.seq, "state": state, "outcome": outcome}
    settled = connection.execute(_SETTLE, message)
    if settled.rowcount == 0:
        raise AlreadySettled


def _audit_detail(received: Received, outcome: TurnOutcome) -> dict[str, Any]:
    return {
        "turn": received.number,
        "commands": list(outcome.commands),
        "understood_by": outcome.understood_by,
        "understood_why": outcome.understood_why,
        "degraded": outcome.degraded,
        "status": outcome.status,
        "active_task": outcome.active_task,
        "patient_id": outcome.patient_id,
        "requests": [handed.id for handed in outcome.handed_over],
    }
