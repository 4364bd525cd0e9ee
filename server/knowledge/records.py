"""What the records keep of knowledge: uploaded documents with all their versions, and the questions of patients."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from clinic.models import Value
from knowledge.asking import Noted
from server.records.tables import asked_questions, knowledge_documents


class Upload(Value):
    """One version of an uploaded document, as it lies in the records."""

    id: str
    number: int
    name: str
    content: bytes
    told: dict[str, Any]
    uploaded_by: str
    uploaded_at: datetime
    withdrawn_at: datetime | None = None


class AskedQuestion(Value):
    key: str
    conversation_id: str
    question: str
    language: str
    outcome: str
    passage: str
    contradicts: str
    at: datetime
    settled_at: datetime | None


def add_upload(
    connection: Connection,
    id_: str,
    name: str,
    content: bytes,
    told: dict[str, Any],
    *,
    by: str,
    at: datetime,
) -> int:
    """Keep a new version; its number, counted from 1."""
    newest = connection.execute(
        select(func.max(knowledge_documents.c.number)).where(knowledge_documents.c.id == id_)
    ).scalar()
    number = (newest or 0) + 1
    values = {"id": id_, "number": number, "name": name, "content": content, "told": told}
    connection.execute(insert(knowledge_documents).values(**values, uploaded_by=by, uploaded_at=at))
    return number


def withdraw_upload(connection: Connection, id_: str, *, at: datetime) -> bool:
    """Take a document out of use, with all its versions; whether there was one in use."""
    table = knowledge_documents
    done = connection.execute(
        update(table).where(table.c.id == id_, table.c.withdrawn_at.is_(None)).values(withdrawn_at=at)
    )
    return bool(done.rowcount)


def uploads_mark(connection: Connection) -> tuple[Any, ...]:
    """Changes whenever an upload comes or goes, in whichever process."""
    table = knowledge_documents
    row = connection.execute(
        select(func.count(), func.max(table.c.uploaded_at), func.count(table.c.withdrawn_at))
    ).one()
    return tuple(row)


def uploads_in_force(connection: Connection) -> list[Upload]:
    """The newest version of each document that is not withdrawn."""
    table = knowledge_documents
    newest = (
        select(table.c.id, func.max(table.c.number).label("number"))
        .where(table.c.withdrawn_at.is_(None))
        .group_by(table.c.id)
        .subquery()
    )
    rows = connection.execute(
        select(table).join(newest, (table.c.id == newest.c.id) & (table.c.number == newest.c.number))
    )
    return [Upload.model_validate(dict(row._mapping)) for row in rows]


def note_questions(connection: Connection, noted: Iterable[Noted]) -> None:
    """A question that was noted already is not noted again: a turn may be run twice."""
    for each in noted:
        known = connection.execute(
            select(asked_questions.c.key).where(asked_questions.c.key == each.key)
        ).scalar()
        if known is None:
            connection.execute(insert(asked_questions).values(**each.model_dump()))


def questions_since(
    connection: Connection, since: datetime, outcomes: tuple[str, ...] = (), *, open_only: bool = True
) -> list[AskedQuestion]:
    """Newest first; at most 2,000."""
    table = asked_questions
    wanted = select(table).where(table.c.at >= since)
    if outcomes:
        wanted = wanted.where(table.c.outcome.in_(outcomes))
    if open_only:
        wanted = wanted.where(table.c.settled_at.is_(None))
    rows = connection.execute(wanted.order_by(table.c.at.desc()).limit(2000))
    return [AskedQuestion.model_validate(dict(row._mapping)) for row in rows]


def contradictions_since(connection: Connection, since: datetime) -> list[tuple[str, str, int]]:
    """Pairs of passages (quoted, older) that did not agree in an answer, and how often."""
    table = asked_questions
    rows = connection.execute(
        select(table.c.passage, table.c.contradicts, func.count())
        .where(table.c.at >= since, table.c.contradicts != "")
        .group_by(table.c.passage, table.c.contradicts)
        .order_by(func.count().desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def settle_questions(connection: Connection, keys: Iterable[str], *, at: datetime) -> int:
    table = asked_questions
    done = connection.execute(
        update(table).where(table.c.key.in_(list(keys)), table.c.settled_at.is_(None)).values(settled_at=at)
    )
    return int(done.rowcount)
