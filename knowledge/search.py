"""Finds the passages that a question is about: by meaning and by words, among those that may be quoted now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowledge.documents import Audience, Passage
from knowledge.embedding import Embedder, Vectors
from knowledge.expected import kinds_expected, kinds_told
from knowledge.index import Picture
from knowledge.lexicon import terms

WORDS_COUNT = 0.04
"""What the best match by words adds to a passage's cosine, which differ by some 0.1 between right and wrong ones."""
COVERED_COUNTS = 0.03
"""What a passage gains that holds all words of the question, by how much they tell."""
OWN_LANGUAGE = 0.02
"""What a passage in the patient's language gains: enough to come before its own translation."""
EXPECTED_COUNTS = 0.015
"""What a passage gains that holds the kind of answer that is asked for (a time, a price, a number to call)."""
FURTHER, FEWEST_OWN = 0.025, 20
"""How much further a sentence in another language is, where fewer than so many in the own one can tell."""
CANDIDATES = 60
FEW = 3


@dataclass(frozen=True)
class Asked:
    """A question with what decides which passages may answer it."""

    text: str
    today: date
    language: str = "en"
    sites: frozenset[str] = frozenset()
    """Keys of the sites that it names; a document about other sites alone does not answer it."""
    audience: tuple[Audience, ...] = ("patients",)


@dataclass(frozen=True)
class Hit:
    """A passage that may answer. `closeness` is the cosine of its best sentence, `covered` how much of the question's
    words it holds (0 to 1, by how much they tell), `score` what it is ranked by."""

    passage: Passage
    score: float
    closeness: float
    covered: float
    sentences: tuple[tuple[int, float], ...]
    """Numbers of its sentences with their cosines, best first."""


def search(picture: Picture, asked: Asked, embedder: Embedder, *, limit: int = FEW) -> list[Hit]:
    """The best passages, best first; empty where none may be quoted."""
    allowed = np.fromiter((_may_answer(p, asked) for p in picture.passages), bool, len(picture.passages))
    if not allowed.any():
        return []
    query = embedder.query(asked.text)
    cosines = across_languages(picture, picture.vectors @ query, asked.language)
    closest = np.maximum.reduceat(cosines, picture.first)
    words = dict.fromkeys(terms(asked.text))
    score = closest + WORDS_COUNT * _by_words(picture, list(words))
    score = np.where(allowed, score, -np.inf)
    few = np.argsort(-score)[: min(CANDIDATES, int(allowed.sum()))]
    hits = [_hit(picture, int(number), float(score[number]), cosines, words, asked) for number in few]
    return sorted(hits, key=lambda hit: -hit.score)[:limit]


def across_languages(picture: Picture, cosines: Vectors, language: str) -> Vectors:
    """As close as if all were written in the language of the question: text in another one is always a little further.

    How much, the means over all sentences of either language tell; where one has none, a usual figure.
    """
    foreign = picture.foreign(language)
    if not foreign.any():
        return cosines
    own = cosines[~foreign]
    further = float(own.mean() - cosines[foreign].mean()) if len(own) >= FEWEST_OWN else FURTHER
    return np.asarray(np.where(foreign, cosines + max(further, 0.0), cosines), dtype=np.float32)


def _by_words(picture: Picture, words: list[str]) -> Vectors:
    """BM25 of each passage as a part of the best one's."""
    if picture.lexical is None or not words:
        return np.zeros(len(picture.passages), np.float32)
    scores = np.asarray(picture.lexical.get_scores(words), dtype=np.float32)
    return np.asarray(scores / scores.max()) if scores.max() > 0 else scores


def _hit(
    picture: Picture, number: int, score: float, cosines: Vectors, words: Collection[str], asked: Asked
) -> Hit:
    passage, rows = picture.passages[number], picture.rows(number)
    of_each = cosines[rows]
    weights = {word: picture.weight(word) for word in words}
    held = sum(weight for word, weight in weights.items() if word in picture.words[number])
    covered = held / sum(weights.values()) if weights else 0.0
    own = OWN_LANGUAGE if passage.document.language == asked.language else 0.0
    expected = kinds_expected(asked.text)
    fits = any(expected & kinds_told(sentence) for sentence in passage.sentences)
    order = np.argsort(-of_each)
    return Hit(
        passage=passage,
        score=score + COVERED_COUNTS * covered + own + EXPECTED_COUNTS * fits,
        closeness=float(of_each.max()),
        covered=covered,
        sentences=tuple((int(each), float(of_each[each])) for each in order),
    )


def _may_answer(passage: Passage, asked: Asked) -> bool:
    document = passage.document
    about = document.about
    elsewhere = asked.sites and about.site and not asked.sites & set(about.site)
    return about.audience in asked.audience and document.holds_on(asked.today) and not elsewhere
