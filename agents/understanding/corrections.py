"""Self-repair within a line: in "Tuesday... sorry, Thursday morning" only Thursday was meant."""

import re
from functools import cache
from itertools import pairwise

from agents.understanding.parsing.text import Found
from agents.understanding.words import Locale, phrase, words


@cache
def _markers(locale: Locale) -> tuple["re.Pattern[str]", "re.Pattern[str]"]:
    lists = words(locale)
    return (
        re.compile(rf"(?<![a-z'])(?:{lists['correction_markers']})(?![a-z'])"),
        re.compile(
            rf"(?<![a-z'])(?:{lists['not_this']})(?: on| at| for| in| en| por)?(?: el| la| las| the| del)?\s*$"
        ),
    )


def repaired(folded: str, found: list[Found], locale: Locale) -> list[Found]:
    """What remains of values of one kind when those that the speaker took back are left out."""
    marker, not_this = _markers(locale)
    turned_down = phrase("corrections.turned_down", locale)
    kept = [
        one
        for one in found
        if not not_this.search(folded[: one.start]) and not turned_down.match(folded[one.end :])
    ]
    if not kept and len(found) > 1:
        return found
    for before, after in pairwise(kept):
        between = folded[before.end : after.start]
        if marker.search(between) and len(between) < 60:
            return repaired(folded, [one for one in kept if one.start >= after.start], locale)
    return kept


def took_back(folded: str, after: int, start: int, locale: Locale) -> bool:
    """Whether what is said from `start` on takes back what ended before `after` ("cancel, no sorry, move it")."""
    marker, _ = _markers(locale)
    opening = folded[start:].lstrip(" ,.-")
    return after < start and bool(marker.search(folded[after:start]) or marker.match(opening)) and start > 0
