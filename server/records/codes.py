"""One-time codes in the records: kept sealed, counted by patient, caller and conversation, used up once.

Every function is work in one transaction. Guesses that come at the same time follow each other: none is made before
the one before it is counted.
"""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, text, update
from sqlalchemy.sql.schema import Column, Table

from clinic.one_time_codes import LIFETIME, MOST_SENT, MOST_WRONG, WINDOW, Tally, opens, sealed
from server.records.audit import append_audit
from server.records.outbox import enqueue
from server.records.tables import one_time_codes, wrong_codes
from tools.ehr.code_port import CodeOutcome, CodeParty

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4021988)")  # SQLite has one writer anyway


def keep_code(
    connection: Connection,
    party: CodeParty,
    *,
    key: str,
    code: str,
    secret_key: str,
    phone: str | None,
    message: str,
    at: datetime,
) -> CodeOutcome:
    """Keep a new code and put its message into the outbox, unless as many were sent as may be."""
    _wait_for_others(connection)
    codes = one_time_codes.c
    if connection.execute(select(codes.key).where(codes.key == key)).first():
        return "done"
    if not _tally(connection, one_time_codes, codes.sent_at, party, at).is_below(MOST_SENT):
        return "too_many"
    for table, moment in ((one_time_codes, codes.sent_at), (wrong_codes, wrong_codes.c.at)):
        connection.execute(delete(table).where(moment <= at - WINDOW))
    row = _whose(party) | {"key": key, "sealed": sealed(code, key, secret_key), "sent_at": at}
    connection.execute(insert(one_time_codes).values(row))
    if party.patient_id and phone:
        enqueue(
            connection,
            key,
            conversation_id=party.conversation_id,
            recipient=phone,
            text=message,
            at=at,
            purpose="code",
        )
    _note(connection, "code_sent", party, at)
    return "done"


def use_code(
    connection: Connection, party: CodeParty, *, key: str, code: str, secret_key: str, at: datetime
) -> CodeOutcome:
    """Use up the code that was sent last, or count a wrong guess; after too many of them nothing is compared."""
    _wait_for_others(connection)
    codes, wrong = one_time_codes.c, wrong_codes.c
    if connection.execute(select(codes.key).where(codes.used_by == key)).first():
        return "done"
    if connection.execute(select(wrong.key).where(wrong.key == key)).first():
        return "wrong"
    if not _tally(connection, wrong_codes, wrong.at, party, at).is_below(MOST_WRONG):
        return "too_many"
    last = connection.execute(
        select(one_time_codes)
        .where(codes.conversation_id == party.conversation_id)
        .order_by(codes.sent_at.desc(), codes.key.desc())
        .limit(1)
    ).one_or_none()
    is_right = (
        last is not None
        and party.patient_id is not None
        and last.patient_id == party.patient_id
        and last.used_by is None
        and at < last.sent_at + LIFETIME
        and opens(code, last.key, secret_key, last.sealed)
    )
    if last is not None and is_right:
        connection.execute(update(one_time_codes).where(codes.key == last.key).values(used_by=key))
    else:
        connection.execute(insert(wrong_codes).values(_whose(party) | {"key": key, "at": at}))
    _note(connection, "code_verified" if is_right else "code_wrong", party, at)
    return "done" if is_right else "wrong"


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)


def _tally(
    connection: Connection, table: Table, moment: Column[datetime], party: CodeParty, at: datetime
) -> Tally:
    def count(column: str, value: str | None) -> int:
        if not value:
            return 0
        lately = and_(table.c[column] == value, moment > at - WINDOW)
        return connection.execute(select(func.count()).select_from(table).where(lately)).scalar_one()

    return Tally(
        patient=count("patient_id", party.patient_id),
        caller=count("caller", party.caller),
        conversation=count("conversation_id", party.conversation_id),
    )


def _whose(party: CodeParty) -> dict[str, str | None]:
    return party.model_dump(include={"patient_id", "caller", "conversation_id"})


def _note(connection: Connection, event: str, party: CodeParty, at: datetime) -> None:
    detail = {"patient_id": party.patient_id}
    append_audit(connection, event=event, at=at, conversation_id=party.conversation_id, detail=detail)
