"""The embedder of the clinic's documents: the encoder that understands lines, with its vectors as e5 was trained for."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from agents.understanding.encoder import encode_sentence
from knowledge.embedding import Vectors

REMEMBERED = 4096
"""Sentences of documents whose vectors a process keeps: some 6 MB, and a second index over them costs nothing."""


class SentenceEmbedder:
    """multilingual-e5-small in 8 bits: 384 numbers, some 4 ms for a question and 8 ms for a sentence with its title."""

    name = "multilingual-e5-small-int8"

    def query(self, text: str) -> Vectors:
        return _query(text)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([_passage(text) for text in texts]) if texts else np.empty((0, 384), np.float32)


@lru_cache(maxsize=1024)
def _query(text: str) -> Vectors:
    return encode_sentence(text, asked=True)


@lru_cache(maxsize=REMEMBERED)
def _passage(text: str) -> Vectors:
    return encode_sentence(text, asked=False)
