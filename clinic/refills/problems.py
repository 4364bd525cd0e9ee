"""Recognises in a patient's own words what a refill must not overlook (problems.yaml): a person asks the rest."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from clinic.refills.facts import Problem

_FILE = Path(__file__).with_name("problems.yaml")
_LONGEST = 8000
"""Characters that are looked at; nobody says more about a medicine in one go."""
_SENTENCE = re.compile(r"[.!?;\n]+")


@dataclass(frozen=True)
class _Words:
    tells: "re.Pattern[str]"
    harmless: "re.Pattern[str] | None"


def problems_in(text: str) -> tuple[Problem, ...]:
    """What the words tell of, in the order of `Problem`. English and Spanish are both looked for: people mix them.

    Recognising too much costs a person's look, too little a patient's safety: what is unclear counts.
    """
    sentences = _SENTENCE.split(_fold(text[:_LONGEST]))
    return tuple(
        problem for problem, words in _catalog().items() if any(_tells(words, each) for each in sentences)
    )


def _tells(words: _Words, sentence: str) -> bool:
    return bool(words.tells.search(words.harmless.sub(" ", sentence) if words.harmless else sentence))


def _fold(text: str) -> str:
    """Lower case without accents, curly apostrophes made straight."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


@cache
def _catalog() -> Mapping[Problem, _Words]:
    stated: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {problem: _words(stated[problem]) for problem in get_args(Problem)}


def _words(entry: dict[str, Any]) -> _Words:
    harmless = [*entry["not"]["en"], *entry["not"]["es"]]
    return _Words(
        _any_of([*entry["en"], *entry["es"]]),
        _any_of(harmless) if harmless else None,
    )


def _any_of(patterns: list[str]) -> "re.Pattern[str]":
    return re.compile("|".join(rf"(?<![a-z])(?:{each})(?![a-z])" for each in patterns))
