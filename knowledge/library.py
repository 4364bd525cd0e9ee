"""The library of a clinic: its documents in force, searched and answered from. One per process."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.advice import AdviceSense
from knowledge.answering import Answer, answer_from
from knowledge.documents import Document, Passage
from knowledge.embedding import Embedder
from knowledge.index import Picture, picture_of, texts_of
from knowledge.search import FEW, Asked, Hit, search
from knowledge.vectors import VectorStore

CONSIDERED = 6
"""Passages that an answer is looked for in."""


class Library:
    """Safe to use from several threads: a search sees one picture of the documents, the old one or the new one."""

    def __init__(self, embedder: Embedder, store: VectorStore, facts: Sequence[Passage] = ()) -> None:
        self._embedder = embedder
        self._store = store
        self._facts = tuple(facts)
        self._sense = AdviceSense.learned(embedder)
        self._changing = threading.Lock()
        self._picture = picture_of((), store, self._facts)

    @property
    def picture(self) -> Picture:
        return self._picture

    def replace(self, documents: Iterable[Document], facts: Sequence[Passage] | None = None) -> None:
        """Have these documents and no others. Blocks while sentences that are new are embedded; answers go on.

        Raises VectorsUnavailable, and everything stays as it was.
        """
        with self._changing:
            kept = self._facts if facts is None else tuple(facts)
            self._picture = picture_of(documents, self._store, kept)
            self._facts = kept

    def forget_unused(self) -> int:
        """Drop vectors of sentences that no document has any more; how many."""
        with self._changing:
            return self._store.forget_others(texts_of(self._picture))

    def search(self, asked: Asked, limit: int = FEW) -> list[Hit]:
        return search(self._picture, asked, self._embedder, limit=limit)

    def answer(self, asked: Asked) -> Answer:
        """From the documents that hold for this question; ten milliseconds or so."""
        kind = self._sense.kind_of(asked.text, self._embedder)
        return answer_from(self.search(asked, CONSIDERED), asked.text, kind)

    def passage(self, passage_id: str) -> Passage | None:
        return next((each for each in self._picture.passages if each.id == passage_id), None)

    def document(self, document_id: str) -> Document | None:
        return next((each for each in self._picture.documents if each.id == document_id), None)


def for_staff(asked: Asked) -> Asked:
    """The same question of somebody who works here."""
    return replace(asked, audience=("patients", "staff"))
