"""What turns text into vectors: an interface, so that any embedder can serve (ours is agents.understanding.embedder)."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Unit vectors: the product of two is their cosine. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Vectors of another name do not compare."""
        ...

    def query(self, text: str) -> Vectors:
        """(width,) of what somebody asks."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """(texts, width) of what documents say."""
        ...
