"""Finds the prose facts of clinic.yaml by their keywords: what answers while there is no library of documents."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

from clinic.models import Value
from clinic.settings.schema import ClinicSettings, Fact

SPELLING = 88
"""Least similarity (0-100) at which a word of the question counts as a misspelled keyword."""
SHORTEST_FUZZY = 5
"""Shorter words must be spelled right: "care" is not "car"."""
SURE, BESIDE = 0.7, 0.75
"""Least score of a fact, and of a second one as a part of the best one's."""


class FactFound(Value):
    """A fact in the clinic's own words, in the patient's language where there is one."""

    key: str
    title: str
    text: str


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def _local(words: dict[str, str], language: str) -> str:
    return words.get(language) or words.get("en") or next(iter(words.values()))


def _score(question: str, keyword: str) -> float:
    """How strongly a keyword stands in the question: longer phrases count more, none is 0."""
    wanted = normal(keyword)
    padded = f" {question} "
    if f" {wanted} " in padded:
        return 1.0 + wanted.count(" ")
    words = wanted.split()
    if len(words) > 1:
        return 0.0
    for word in question.split():
        stem = word[: max(len(wanted), 4)]
        if word.startswith(wanted) and len(wanted) >= 4:
            return 0.9
        long = len(wanted) >= SHORTEST_FUZZY and len(word) >= SHORTEST_FUZZY
        if long and fuzz.ratio(stem, wanted) >= SPELLING:
            return 0.7
    return 0.0


def score(question: str, fact: Fact, language: str) -> float:
    """Sum of the best keywords, those of the patient's language and of English."""
    keywords = {*fact.keywords.get(language, ()), *fact.keywords.get("en", ())}
    hits = sorted((_score(question, keyword) for keyword in keywords), reverse=True)
    return sum(hits[:3])


def find_facts(question: str, settings: ClinicSettings, *, language: str) -> list[FactFound]:
    """The facts whose keywords stand in the question, best first, at most two; empty when none does."""
    asked = normal(question)
    scored = sorted(
        ((score(asked, fact, language), key) for key, fact in settings.facts.items()), reverse=True
    )
    best = [key for value, key in scored if value >= SURE and value >= scored[0][0] * BESIDE][:2]
    facts = [(key, settings.facts[key]) for key in best]
    return [
        FactFound(key=key, title=_local(fact.title, language), text=_local(fact.text, language))
        for key, fact in facts
    ]
