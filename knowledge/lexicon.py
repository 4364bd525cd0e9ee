"""Words as matching sees them: without accents and endings, Spanish and English ones under the same concept."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = (
    "aciones",
    "acion",
    "ations",
    "ation",
    "mente",
    "ings",
    "ing",
    "ies",
    "ied",
    "ed",
    "es",
    "s",
    "ly",
)
_FEWEST_LETTERS = 3
"""Of a stem that is left when an ending goes."""
_WHOLE = 4
"""Concept words of so few letters must stand as they are, but for an ending: "form" is in "forms", not in "formal"."""


def folded(text: str) -> str:
    """Small letters, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "").replace("'", ""))
    return "".join(char for char in plain if not unicodedata.combining(char))


@cache
def _words() -> Any:
    return yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))


@cache
def _stop() -> dict[str, frozenset[str]]:
    return {language: frozenset(_WORD.findall(folded(text))) for language, text in _words()["stop"].items()}


@cache
def _concepts() -> dict[str, str]:
    """The concept of each word and phrase, folded."""
    return {
        folded(word): name
        for name, by_language in _words()["concepts"].items()
        for words in by_language.values()
        for word in words
    }


@cache
def _phrases() -> "re.Pattern[str]":
    phrases = sorted((word for word in _concepts() if not word.isalnum()), key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])({'|'.join(map(re.escape, phrases))})[a-z]*")


@lru_cache(maxsize=20_000)
def _term(word: str) -> str:
    """The concept of a word, else its stem; "" for one that tells nothing."""
    concepts, stem = _concepts(), _stem(word)
    for known in (word, word.removesuffix("s"), stem):
        if known in concepts:
            return f"={concepts[known]}"
    for length in range(len(word) - 1, _WHOLE, -1):
        if word[:length] in concepts:
            return f"={concepts[word[:length]]}"
    stop = _stop()
    return "" if word in stop["en"] or word in stop["es"] else stem


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST_LETTERS:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[str, ...]:
    """Concepts ("=parking") and stems of all other words that tell something, each as often as it is said."""
    plain, concepts = folded(text), _concepts()
    phrases = [f"={concepts[found]}" for found in _phrases().findall(plain)]
    if phrases:
        plain = _phrases().sub(" ", plain)
    return (*phrases, *filter(None, map(_term, _WORD.findall(plain))))


def told(texts: Iterable[str]) -> frozenset[str]:
    """The different terms of texts."""
    return frozenset(term for text in texts for term in terms(text))


def language_of(text: str) -> Literal["en", "es"]:
    """By which language's small words are more; English where neither is."""
    words = _WORD.findall(folded(text))
    only = {
        language: mine - _stop()["es" if language == "en" else "en"] for language, mine in _stop().items()
    }
    counts = {language: sum(word in mine for word in words) for language, mine in only.items()}
    return "es" if counts["es"] > counts["en"] else "en"


@cache
def number_words() -> tuple[dict[str, str], dict[str, str]]:
    """Digits by number words, and the one name of each unit, in both languages."""
    units = {word: unit for unit, words in _words()["units"].items() for word in words}
    return {word: str(digits) for digits, words in _words()["numbers"].items() for word in words}, units


@cache
def terms_about(subject: str) -> frozenset[str]:
    """Terms that a question about nothing but this subject ("hours", "plans", "dates") may hold."""
    return frozenset(terms(_words()["about"][subject]))
