"""Word and character n-grams of a line, hashed, as the classifier sees them in training and in use."""

import re
from functools import cache, lru_cache
from itertools import combinations, pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from agents.understanding.parsing.text import fold
from agents.understanding.words import word_list

SIZE = 1 << 15
_DIGITS = re.compile(r"\d+")


@cache
def _concepts() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    return tuple(
        (name, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"))
        for name, words in word_list("concepts").items()
    )


def _told_concepts(folded: str) -> set[str]:
    """Concepts of words/concepts.yaml that the line holds, alone and by twos; they hold in both languages."""
    told = [name for name, words in _concepts() if words.search(folded)]
    return {f"c {name}" for name in told} | {f"p {one} {other}" for one, other in combinations(told, 2)}


@lru_cache(maxsize=64)  # a line is asked for its tasks, then for red flags
def features(text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Indices below SIZE and weights of the line's n-grams; words and characters weigh the same together."""
    folded = _DIGITS.sub("0", fold(text))
    said = re.findall(r"[a-z']+|0|[?]", folded)
    edged = ["<s>", *said, "</s>"]
    grams = {f"w {word}" for word in said}
    grams |= {f"b {a} {b}" for a, b in pairwise(edged)}
    grams |= {f"t {a} {b} {c}" for a, b, c in zip(edged, edged[1:], edged[2:], strict=False)}
    characters: set[str] = set()
    for word in said:
        padded = f" {word} "
        for size in (3, 4, 5):
            characters |= {padded[i : i + size] for i in range(len(padded) - size + 1)}
    concepts = _told_concepts(folded)
    concept_weight = 1 / max(len(concepts), 1) ** 0.5
    word_weight = 1 / max(len(grams), 1) ** 0.5
    character_weight = 1 / max(len(characters), 1) ** 0.5
    every = [*grams, *characters, *concepts]
    indices = [crc32(gram.encode()) % SIZE for gram in every]
    weights = (
        [word_weight] * len(grams) + [character_weight] * len(characters) + [concept_weight] * len(concepts)
    )
    return np.asarray(indices, dtype=np.int64), np.asarray(weights, dtype=np.float32)
