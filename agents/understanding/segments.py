"""Splits a line into the parts that may each be a request of their own."""

import re
from dataclasses import dataclass

_BREAK = re.compile(
    r"(?:[.?!;]+\s+|\s*[,;]\s*(?:and|but|also|then|plus|y|pero|tambien|ademas|luego)\s+|\s+(?:and then|and also|and|also|then|plus|but|y luego|y tambien|y|tambien|ademas|pero)\s+|\s*[,;]\s+|\s+[-]+\s+)"
)


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
