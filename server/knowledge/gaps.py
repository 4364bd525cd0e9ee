"""Questions that found no answer, those that mean the same taken together."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from clinic.models import Value
from knowledge.embedding import Embedder, Vectors
from server.knowledge.records import AskedQuestion, questions_since
from server.records import Database

UNANSWERED = ("unknown", "advice")
SAME = 0.92
"""Cosine from which on two questions mean the same (e5: unrelated ones are at 0.75 to 0.85)."""
WEEK = timedelta(days=7)


class Gap(Value):
    """A question in the words of who asked it last, how often it came, and the keys of all its forms."""

    question: str
    language: str
    outcome: str
    count: int
    last: datetime
    keys: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Other wordings, at most five."""


async def gaps(
    database: Database, embedder: Embedder, now: datetime, *, since: timedelta = WEEK
) -> list[Gap]:
    """Open questions without an answer, the most frequent first."""
    asked = await database.read(lambda connection: questions_since(connection, now - since, UNANSWERED))
    return grouped(asked, embedder)


def grouped(asked: Sequence[AskedQuestion], embedder: Embedder) -> list[Gap]:
    """`asked` newest first; each joins the first group that means the same."""
    groups: list[list[AskedQuestion]] = []
    heads: list[Vectors] = []
    for each in asked:
        vector = embedder.query(each.question)
        same = next((number for number, head in enumerate(heads) if float(head @ vector) >= SAME), None)
        if same is None:
            groups.append([each])
            heads.append(vector)
        else:
            groups[same].append(each)
    told = [
        Gap(
            question=group[0].question,
            language=group[0].language,
            outcome=group[0].outcome,
            count=len(group),
            last=group[0].at,
            keys=tuple(each.key for each in group),
            others=tuple(dict.fromkeys(each.question for each in group[1:]))[:5],
        )
        for group in groups
    ]
    return sorted(told, key=lambda gap: -gap.count)
