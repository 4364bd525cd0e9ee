"""Weekdays, months and parts of the day that were mistyped: "wendsday", "decmber", "tomorow"."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from agents.understanding.words import Locale, word_list, words

_SHORTEST = 6
_TWO_SLIPS = 8
"""Letters of a word from which on two slips may be mended; below it is one."""


@lru_cache(maxsize=4096)
def calendar_word(word: str, locale: Locale) -> str | None:
    """What was meant by a folded word that is nearly a word of the calendar; its first letter is right."""
    lists = words(locale)
    known = [name for names in (*lists["weekdays"], *lists["months"]) for name in names]
    if len(word) < _SHORTEST - 1 or word in known or word in word_list("common")["no_calendar_words"]:
        return None
    for meant in (*known, *lists["calendar_words"]):
        slips = 2 if len(meant) >= _TWO_SLIPS else 1
        if len(meant) >= _SHORTEST and meant[0] == word[0] and 0 < OSA.distance(word, meant) <= slips:
            return str(meant)
    return None
