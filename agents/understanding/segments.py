"""Splits a line into the parts that may each be a request of their own."""

import re
from dataclasses import dataclass

from agents.understanding.words import word_list

_BREAK = re.compile(word_list("common")["segment_break"])


@dataclass(frozen=True, slots=True)
class Segment:
    start: int
    end: int


def segments(folded: str) -> list[Segment]:
    """The parts of the line in order, without the words that join them."""
    parts: list[Segment] = []
    at = 0
    for match in _BREAK.finditer(folded):
        if match.start() > at:
            end = match.start() + (1 if folded[match.start()] == "?" else 0)
            parts.append(Segment(at, end))
        at = match.end()
    if at < len(folded):
        parts.append(Segment(at, len(folded)))
    return parts or [Segment(0, len(folded))]
