"""Answers from documents: the best supporting sentences with their place, or that none answers. Never advice."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from clinic.models import Value
from knowledge.advice import Kind, may_be_said, quotable, takes_for_granted, tells_a_dose
from knowledge.contradictions import Contradiction, settled
from knowledge.documents import Passage
from knowledge.expected import kinds_expected, kinds_told
from knowledge.lexicon import terms
from knowledge.search import Hit
from knowledge.support import ANSWERS, likelihood

MOST_SENTENCES = 3
MOST_WORDS = 75
WITHIN = 0.04
"""Sentences whose score is so much below the best one's are left out."""
NEIGHBOUR = 0.1
"""What the better one of two neighbours counts: an answer often runs on."""
WHOLE, BELONGS = 45, 0.07
"""A passage of so few words is quoted as a whole, but for sentences that much further from the question than the best."""
EXPECTED = 0.02
"""What a sentence gains that holds the kind of answer that is asked for."""
AS_GOOD = 0.03
"""Two places whose scores differ by no more are both quoted."""
CALLS_FROM = 0.25
"""For the care team a passage may be less sure to answer: it only says whom to call."""


class Quote(Value):
    """Sentences of one passage, word by word and in their order, and where they stand."""

    passage: str
    """Id of the passage."""
    document: str
    """Id of the document."""
    title: str
    """Title and heading of the place."""
    anchor: str
    source: str
    language: Literal["en", "es"]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


class Answer(Value):
    """`answered` with a quote; `advice`: for the care team, with whom to call where a document says so; `unknown`."""

    kind: Literal["answered", "advice", "unknown"]
    quote: Quote | None = None
    beside: Quote | None = None
    """From another place that fits nearly as well."""
    likelihood: float = 0.0
    to_care_team: bool = False
    """The care team is offered besides: the question may be about the patient's own health."""
    takes_for_granted: bool = False
    """It rests on something that the patient believes: nothing is confirmed, the document speaks."""
    contradiction: Contradiction | None = None

    @property
    def quotes(self) -> tuple["Quote", ...]:
        return tuple(quote for quote in (self.quote, self.beside) if quote)

    @property
    def text(self) -> str:
        """All that is quoted."""
        return " ".join(quote.text for quote in self.quotes)


def answer_from(hits: Sequence[Hit], question: str, kind: Kind) -> Answer:
    """`hits` best first, as `search` gives them."""
    likely = [(hit, likelihood(hit, question, hits)) for hit in hits]
    if kind is Kind.ADVICE:
        return Answer(kind="advice", to_care_team=True, quote=_whom_to_call(likely, question))
    good = [(hit, how) for hit, how in likely if how >= ANSWERS]
    if not good:
        how = likely[0][1] if likely else 0.0
        if kind is Kind.OFFICE:
            return Answer(kind="unknown", likelihood=how)
        return Answer(kind="advice", to_care_team=True, likelihood=how, quote=_whom_to_call(likely, question))
    good, contradiction = settled(good)
    best, how = good[0]
    perhaps = kind is Kind.PERHAPS_ADVICE
    quote = quoted(best, question, leave_out_doses=perhaps)
    if quote is None:
        return Answer(kind="advice" if perhaps else "unknown", to_care_team=perhaps, likelihood=how)
    return Answer(
        kind="answered",
        quote=quote,
        beside=_beside(best, quote, good, question, leave_out_doses=perhaps),
        likelihood=how,
        to_care_team=perhaps,
        takes_for_granted=takes_for_granted(question),
        contradiction=contradiction,
    )


def _beside(
    best: Hit,
    quote: Quote,
    good: Sequence[tuple[Hit, float]],
    question: str,
    *,
    leave_out_doses: bool,
) -> Quote | None:
    """What the next place says, where it fits nearly as well and both are short."""
    for hit, _ in good:
        other = (
            hit.passage.id != best.passage.id
            and hit.passage.document.language == best.passage.document.language
        )
        if other and abs(best.score - hit.score) <= AS_GOOD:
            more = quoted(hit, question, leave_out_doses=leave_out_doses)
            if more and len(f"{quote.text} {more.text}".split()) <= MOST_WORDS:
                return more
    return None


def quoted(hit: Hit, question: str, *, leave_out_doses: bool = False) -> Quote | None:
    """The sentences that support an answer best; None where none may be quoted."""
    passage = hit.passage
    usable = [
        number
        for number in quotable(passage.sentences)
        if not (leave_out_doses and tells_a_dose(passage.sentences[number]))
    ]
    return _quote(passage, _best(hit, usable, kinds_expected(question))) if usable else None


def _best(hit: Hit, usable: Sequence[int], expected: frozenset[str]) -> list[int]:
    passage = hit.passage
    closeness = dict(hit.sentences)
    best = max(closeness[number] for number in usable)
    if sum(_words(passage, number) for number in usable) <= WHOLE:
        return [number for number in usable if closeness[number] >= best - BELONGS]
    score = {
        number: closeness[number]
        + NEIGHBOUR * max(closeness.get(number - 1, 0.0), closeness.get(number + 1, 0.0))
        + EXPECTED * bool(expected & kinds_told(passage.sentences[number]))
        for number in usable
    }
    order = sorted(score, key=lambda number: -score[number])
    chosen, words = [order[0]], _words(passage, order[0])
    for number in order[1:MOST_SENTENCES]:
        more = _words(passage, number)
        if score[number] >= score[order[0]] - WITHIN and words + more <= MOST_WORDS:
            chosen.append(number)
            words += more
    return sorted(chosen)


def _words(passage: Passage, number: int) -> int:
    return len(passage.sentences[number].split())


def _whom_to_call(likely: Sequence[tuple[Hit, float]], question: str) -> Quote | None:
    """What the likeliest passage says of whom to call, or never to do; it has to be about the same thing."""
    asked = set(terms(question))
    for hit, how in likely:
        if how < CALLS_FROM or not asked & set(terms(hit.passage.text + " " + hit.passage.place)):
            continue
        may = [n for n in quotable(hit.passage.sentences) if _is_safe(hit.passage.sentences[n])]
        if may:
            best = max(may, key=lambda number: dict(hit.sentences)[number])
            return _quote(hit.passage, [best])
    return None


def _is_safe(sentence: str) -> bool:
    return may_be_said(sentence) and not tells_a_dose(sentence)


def _quote(passage: Passage, numbers: Sequence[int]) -> Quote:
    document = passage.document
    return Quote(
        passage=passage.id,
        document=document.id,
        title=passage.place,
        anchor=passage.anchor,
        source=document.source,
        language=document.language,
        sentences=tuple(passage.sentences[number] for number in numbers),
    )


_LINKS = re.compile(r"\s*\(?\bhttps?://\S+\)?")


def spoken(quote: Quote) -> str:
    """For the phone: the first one or two sentences, without addresses of pages."""
    told = ""
    for sentence in _without_links(quote.sentences):
        if told and len(f"{told} {sentence}".split()) > SPOKEN_WORDS:
            break
        told = f"{told} {sentence}".strip()
    return told


SPOKEN_WORDS = 35


def _without_links(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        yield _LINKS.sub("", sentence).strip()
