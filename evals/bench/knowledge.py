"""`frontdesk bench knowledge`: what a question costs over 5,000 passages, what they weigh, and what one change costs."""

import asyncio
import random
import resource
from collections.abc import Sequence
from time import perf_counter

import numpy as np

from agents.understanding.embedder import SentenceEmbedder
from evals.bench.report import Figure, figure, percentile
from evals.knowledge.rows import of_the_demo
from knowledge.documents import Block, Document, FrontMatter
from knowledge.embedding import Vectors
from knowledge.library import Library
from knowledge.search import Asked

PASSAGES, PER_DOCUMENT = 5_000, 5
SEED = 11


class _Counted:
    """Stands for the vector store: real questions, made-up vectors for made-up sentences, each made once and counted."""

    def __init__(self) -> None:
        self.made = 0
        self._known: dict[str, Vectors] = {}
        self._random = np.random.default_rng(SEED)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in self._known:
                self.made += 1
                vector = (
                    self._random.normal(size=384).astype(np.float32) + 1.5
                )  # as near to each other as e5's are
                self._known[text] = vector / np.linalg.norm(vector)
        return np.stack([self._known[text] for text in texts]) if texts else np.empty((0, 384), np.float32)

    def forget_others(self, texts: object) -> int:  # noqa: ARG002
        return 0


async def knowledge_figures() -> list[Figure]:
    """The demo's sentences, shuffled into a thousand documents; every question of the demo is asked of them."""
    return await asyncio.to_thread(_measured)


def _measured() -> list[Figure]:
    demo_set, store = of_the_demo(), _Counted()
    said = [
        block.text for document in demo_set.documents for block in document.blocks if block.kind != "heading"
    ]
    documents = [_document(number, said) for number in range(PASSAGES // PER_DOCUMENT)]
    before = _memory()
    library = Library(SentenceEmbedder(), store)
    library.replace(documents)
    grown, made = _memory() - before, store.made
    begun = perf_counter()
    library.replace([_document(0, said, "This sentence is new."), *documents[1:]])
    again, anew = perf_counter() - begun, store.made - made
    times = []
    for question in demo_set.questions:
        begun = perf_counter()
        library.answer(Asked(question.question, demo_set.today, question.lang))
        times.append((perf_counter() - begun) * 1000)
    beside: dict[str, float] = {
        "passages": len(library.picture.passages),
        "sentences": len(library.picture.vectors),
    }
    return [
        figure("knowledge.answer.p50", percentile(times, 50), "ms", at_most=30, beside=beside),
        figure("knowledge.answer.p95", percentile(times, 95), "ms", at_most=80),
        figure("knowledge.memory", grown, "MB", beside={"vectors": library.picture.vectors.nbytes / 1e6}),
        figure("knowledge.one_changed.embedded", anew, "sentences", at_most=1, beside={"seconds": again}),
    ]


def _document(number: int, said: list[str], more: str = "") -> Document:
    chosen = random.Random(number).sample(said, PER_DOCUMENT)
    blocks: list[Block] = []
    for place, text in enumerate(chosen):
        heading = Block(kind="heading", text=f"Part {place} of {number}", level=2)
        blocks += [heading, Block(kind="text", text=f"{text} {more}" if place == 0 else text)]
    about = FrontMatter(title=f"Document {number}")
    return Document(
        id=f"document-{number}", version="1", source="bench", about=about, language="en", blocks=tuple(blocks)
    )


def _memory() -> float:
    """Most memory that the process has taken so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
