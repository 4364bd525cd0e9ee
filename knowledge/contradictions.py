"""Documents that contradict each other: they answer the same question with different numbers. The newer one counts."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations

from clinic.models import Value
from knowledge.lexicon import folded, number_words, terms
from knowledge.search import Hit

ALIKE, FEWEST_SHARED = 0.34, 2
"""Part of all terms of two sentences that both hold, and how many, from which on they speak of the same thing."""
_NUMBER = re.compile(r"(\$\s?)?(\d+(?::\d\d)?(?:[.,]\d+)?)\s*(a\.?\s?m|p\.?\s?m|%|[a-z]+)?", re.IGNORECASE)

_NO_COST = re.compile(r"\bno (?:fee|charge|cost|copay)\b|\bfree\b|\bgratis\b|\bsin (?:costo|cargo)\b")


class Contradiction(Value):
    """Two places that do not agree; `newer` was quoted."""

    newer: str
    """Id of the passage."""
    older: str
    newer_says: str
    older_says: str


def settled(good: Sequence[tuple[Hit, float]]) -> tuple[list[tuple[Hit, float]], Contradiction | None]:
    """The hits without those that a newer document contradicts, in their order, and the first contradiction found."""
    outdated: set[str] = set()
    first: Contradiction | None = None
    for (one, _), (two, _) in combinations(good, 2):
        if not (_other_document(one, two) and differ(_said(one), _said(two))):
            continue
        newer, older = sorted((one, two), key=_newest, reverse=True)
        outdated.add(older.passage.id)
        first = first or Contradiction(
            newer=newer.passage.id,
            older=older.passage.id,
            newer_says=_said(newer),
            older_says=_said(older),
        )
    return [pair for pair in good if pair[0].passage.id not in outdated], first


def _other_document(one: Hit, two: Hit) -> bool:
    """Two documents about the same thing, by their titles and headings."""
    first, second = one.passage, two.passage
    same_thing = set(terms(first.place)) & set(terms(second.place))
    return first.document.id != second.document.id and bool(same_thing)


def differ(one: str, two: str) -> bool:
    """Whether two sentences speak of the same thing with other numbers of the same unit."""
    ours, theirs = _words(one), _words(two)
    shared = len(ours & theirs)
    alike = shared >= max(FEWEST_SHARED, ALIKE * len(ours | theirs))
    first, second = amounts(one), amounts(two)
    units = first.keys() & second.keys()
    return alike and bool(units) and all(not first[unit] & second[unit] for unit in units)


def _words(sentence: str) -> set[str]:
    return {term for term in terms(sentence) if not term.isdigit()}


def amounts(sentence: str) -> dict[str, set[str]]:
    """Numbers by their unit: "within 2 business days" -> {"day": {"2"}}; "$25" -> {"$": {"25"}}."""
    words, units = number_words()
    text = " ".join(words.get(word, word) for word in folded(sentence).split())
    found: dict[str, set[str]] = {"$": {"0"}} if _NO_COST.search(text) else {}
    for dollar, number, unit in _NUMBER.findall(text):
        unit = "$" if dollar else units.get(unit.strip("."), unit)
        found.setdefault(unit, set()).add(number.rstrip(".,"))
    return found


def _said(hit: Hit) -> str:
    return hit.passage.sentences[hit.sentences[0][0]]


def _newest(hit: Hit) -> date:
    return hit.passage.document.newest or date.min
