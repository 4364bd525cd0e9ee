"""Whether a line is, or holds, a set phrase of the word lists."""

import re
from functools import cache

from agents.understanding.parsing.sentences import is_sentence
from agents.understanding.words import Locale, words


@cache
def _whole(key: str, locale: Locale) -> "re.Pattern[str]":
    """The phrase alone, with softeners around it."""
    soft = "|".join(words(locale)["soft"])
    return re.compile(
        rf"[\s,.!?¿¡-]*(?:(?:{soft})[\s,.!?]+)*(?:{words(locale)[key]})(?:[\s,.!?]+(?:{soft}))*[\s,.!?]*"
    )


@cache
def _within(key: str, locale: Locale) -> "re.Pattern[str]":
    return re.compile(rf"(?<![a-z'])(?:{words(locale)[key]})(?![a-z'])")


def says(key: str, folded: str, locale: Locale) -> bool:
    """Whether the line is nothing but the phrase `key` of the word lists, or a sentence of that kind."""
    return _whole(key, locale).fullmatch(folded.strip()) is not None or is_sentence(key, folded, locale)


def mentions(key: str, folded: str, locale: Locale) -> "re.Match[str] | None":
    """Where the line holds the phrase `key` of the word lists."""
    return _within(key, locale).search(folded)
