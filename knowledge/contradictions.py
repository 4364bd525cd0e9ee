"""Documents that contradict each other: they answer the same question with different numbers. The newer one counts."""

import re
from collections.abc import Sequence
from datetime import date

from clinic.models import Value
from knowledge.lexicon import folded, number_words, terms
from knowledge.search import Hit

ALIKE = 0.5
"""Part of the fewer terms of two sentences that both hold, from which on they speak of the same thing."""
_NUMBER = re.compile(r"(\$\s?)?(\d+(?::\d\d)?(?:[.,]\d+)?)\s*(a\.?\s?m|p\.?\s?m|%|[a-z]+)?", re.IGNORECASE)


class Contradiction(Value):
    """Two places that do not agree; `newer` was quoted."""

    newer: str
    """Id of the passage."""
    older: str
    newer_says: str
    older_says: str


def newer_first(good: Sequence[tuple[Hit, float]]) -> tuple[tuple[Hit, float], Contradiction | None]:
    """The hit to be quoted: the best one, unless a newer document says something else about the same."""
    best = good[0]
    for other in good[1:]:
        one, two = _said(best[0]), _said(other[0])
        if best[0].passage.document.id == other[0].passage.document.id or not differ(one, two):
            continue
        newer, older = sorted((best, other), key=lambda pair: _newest(pair[0]), reverse=True)
        told = Contradiction(
            newer=newer[0].passage.id,
            older=older[0].passage.id,
            newer_says=_said(newer[0]),
            older_says=_said(older[0]),
        )
        return newer, told
    return best, None


def differ(one: str, two: str) -> bool:
    """Whether two sentences speak of the same thing with other numbers of the same unit."""
    ours, theirs = set(terms(one)), set(terms(two))
    alike = len(ours & theirs) >= ALIKE * max(1, min(len(ours), len(theirs)))
    first, second = amounts(one), amounts(two)
    units = first.keys() & second.keys()
    return alike and bool(units) and all(not first[unit] & second[unit] for unit in units)


def amounts(sentence: str) -> dict[str, set[str]]:
    """Numbers by their unit: "within 2 business days" -> {"day": {"2"}}; "$25" -> {"$": {"25"}}."""
    words, units = number_words()
    text = " ".join(words.get(word, word) for word in folded(sentence).split())
    found: dict[str, set[str]] = {}
    for dollar, number, unit in _NUMBER.findall(text):
        unit = "$" if dollar else units.get(unit.strip("."), unit)
        found.setdefault(unit, set()).add(number.rstrip(".,"))
    return found


def _said(hit: Hit) -> str:
    return hit.passage.sentences[hit.sentences[0][0]]


def _newest(hit: Hit) -> date:
    return hit.passage.document.newest or date.min
