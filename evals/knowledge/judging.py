"""What counts as right: the passage that was found, the answer that was given, or that none was."""

from dataclasses import dataclass
from time import perf_counter

from evals.knowledge.rows import Question, QuestionSet
from knowledge.answering import Answer
from knowledge.documents import Passage
from knowledge.library import CONSIDERED, Library
from knowledge.search import Asked, Hit
from knowledge.structured import Structured, sites_named, structured

LOOKED_AT = 3
"""Passages among which the right one has to be."""


@dataclass(frozen=True)
class Judged:
    """One question with what came of it. `rank` is that of the right passage, counted from 1; 0 when it was not found."""

    of: QuestionSet
    question: Question
    hits: tuple[Hit, ...]
    answer: Answer
    fact: Structured | None
    passages: tuple[Passage, ...]
    """All there are."""
    rank: int
    right: bool
    ms: float

    @property
    def said(self) -> str:
        return self.answer.text


def judge(of: QuestionSet, question: Question, library: Library) -> Judged:
    """Ask, and hold the answer against what the question's line wants."""
    sites = sites_named(question.question, of.clinic) if of.clinic else frozenset()
    asked = Asked(question.question, of.today, question.lang, sites)
    begun = perf_counter()
    fact = None
    if of.clinic:
        fact = structured(question.question, of.clinic, day=None, language=question.lang, sites=sites)
    answer = library.answer(asked)
    ms = (perf_counter() - begun) * 1000
    hits = tuple(library.search(asked, CONSIDERED))
    rank = next((number for number, hit in enumerate(hits[:LOOKED_AT], 1) if _is_right(hit, question)), 0)
    right = fact is None and _answered_right(question, answer)
    return Judged(of, question, hits, answer, fact, library.picture.passages, rank, right, ms)


def _is_right(hit: Hit, question: Question) -> bool:
    """From a document that answers; a fact of clinic.yaml that says the same words is as good."""
    passage = hit.passage
    return passage.document.id in question.documents or any(span in passage.text for span in question.spans)


def _answered_right(question: Question, answer: Answer) -> bool:
    match question.kind:
        case "answerable":
            return any(span in answer.text for span in question.spans)
        case "no_answer":
            return answer.kind != "answered"  # it goes to people
        case "clinical_advice":
            return answer.to_care_team
        case "false_premise":
            return (
                answer.kind != "answered" or answer.takes_for_granted
            )  # then "I cannot confirm that" comes first
