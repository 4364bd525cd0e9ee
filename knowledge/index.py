"""The index of what can be quoted: a picture of all documents that is replaced as a whole, so that no search waits."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.chunking import passages_of
from knowledge.documents import Document, Passage
from knowledge.embedding import Vectors
from knowledge.lexicon import terms
from knowledge.vectors import VectorStore


@dataclass(frozen=True)
class Picture:
    """All passages, with their sentences as vectors and their words."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    vectors: Vectors
    """(sentences, width)."""
    of: npt.NDArray[np.int64]
    """The number of each sentence's passage, in rising order."""
    first: npt.NDArray[np.int64]
    """Where each passage's sentences begin."""
    languages: npt.NDArray[np.str_]
    """Of each sentence."""
    words: tuple[frozenset[str], ...]
    """The terms of each passage with its title and heading."""
    lexical: Any
    """bm25s.BM25 over the passages; None over none."""
    rarity: dict[str, float]

    def weight(self, term: str) -> float:
        """How much a term tells (inverse document frequency); most for one that no document has."""
        return self.rarity.get(term, log(1 + 2 * (len(self.passages) + 1)))

    def foreign(self, language: str) -> npt.NDArray[np.bool_]:
        """Which sentences are in another language."""
        return np.asarray(self.languages != language)

    def rows(self, passage: int) -> slice:
        """The rows of a passage's sentences."""
        return slice(
            int(self.first[passage]), int(self.first[passage]) + len(self.passages[passage].sentences)
        )


def picture_of(documents: Iterable[Document], store: VectorStore, more: Sequence[Passage] = ()) -> Picture:
    """Embeds only sentences that `store` does not know. `more` are passages that stand in no document's text.

    Takes seconds for documents that are new, milliseconds for those that are known; call it in a thread.
    """
    kept = tuple(documents)
    passages = tuple(p for document in kept for p in passages_of(document) if p.sentences) + tuple(more)
    texts = [embedded(passage, sentence) for passage in passages for sentence in passage.sentences]
    counts = np.asarray([len(passage.sentences) for passage in passages], dtype=np.int64)
    bags = [_bag(passage) for passage in passages]
    words = tuple(frozenset(bag) for bag in bags)
    return Picture(
        documents=kept,
        passages=passages,
        vectors=store.vectors(texts),
        of=np.repeat(np.arange(len(passages)), counts),
        first=np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(passages) else np.empty(0, np.int64),
        languages=np.repeat(np.array([p.document.language for p in passages], dtype="U2"), counts),
        words=words,
        lexical=_lexical(bags),
        rarity=_rarity(words),
    )


def embedded(passage: Passage, sentence: str) -> str:
    """What is embedded of a sentence: with the title and heading it stands under, it says what it is about."""
    return f"{passage.place}. {sentence}"


def texts_of(picture: Picture) -> list[str]:
    return [embedded(passage, sentence) for passage in picture.passages for sentence in passage.sentences]


def _bag(passage: Passage) -> list[str]:
    """Title and heading count twice: they say what the passage is about."""
    return [*terms(passage.place), *terms(passage.place), *terms(passage.keywords), *terms(passage.text)]


def _lexical(bags: list[list[str]]) -> Any:
    if not any(bags):
        return None
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every step
    found = bm25s.BM25()
    found.index([bag or [""] for bag in bags], show_progress=False)
    return found


def _rarity(words: Sequence[frozenset[str]]) -> dict[str, float]:
    count: dict[str, int] = {}
    for bag in words:
        for term in bag:
            count[term] = count.get(term, 0) + 1
    return {term: log(1 + len(words) / (many + 0.5)) for term, many in count.items()}
