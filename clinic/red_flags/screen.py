"""Screens a line for red flags with the reviewed lexicon: recognises words of danger, judges nothing.

Rules and sources: lexicon.yaml. What a guard finds harmless (history, idiom, administration, negation) is no flag.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml

Kind = Literal["medical", "crisis", "poison", "abuse"]
Locale = Literal["en", "es"]
_URGENCY: tuple[Kind, ...] = ("medical", "poison", "crisis", "abuse")
_LONGEST = 8000


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What was recognised. `sure` False means that it may be one: ask whether it is happening now."""

    kind: Kind
    sure: bool
    evidence: str
    """The words that were recognised, folded."""
    source: str


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    sure: bool
    source: str
    guards: tuple[str, ...]
    phrases: tuple[tuple["re.Pattern[str]", ...], ...]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    entries: tuple[_Entry, ...]
    guards: dict[str, "re.Pattern[str]"]
    spellings: tuple[tuple["re.Pattern[str]", str], ...]


def _word(pattern: str) -> "re.Pattern[str]":
    return re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])")


@cache
def _lexicon(locale: Locale) -> _Lexicon:
    text = (files("clinic.red_flags") / "lexicon.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    entries = tuple(
        _Entry(
            entry["kind"],
            entry["sure"],
            data["sources"][entry["source"]],
            tuple(entry["guards"]),
            tuple(tuple(_word(part) for part in phrase.split(" & ")) for phrase in entry.get(locale, ())),
        )
        for entry in data["entries"]
    )
    guards = {
        name: re.compile(rf"(?<![a-z])(?:{pattern})") if name == "negation" else _word(pattern)
        for name, pattern in data["guards"][locale].items()
    }
    spellings = tuple((_word(wrong), right) for right, wrong in data["spellings"][locale].items())
    return _Lexicon(entries, guards, spellings)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("‘", "'"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _sentences(folded: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?;\n])\s+", folded) if part.strip()]


def _evidence(entry: _Entry, sentence: str, lexicon: _Lexicon) -> str:
    """The words that fit a phrase of the entry and are not negated; "" when there are none."""
    for phrase in entry.phrases:
        found: list[str] = []
        for part in phrase:
            words = _not_negated(part, sentence, lexicon)
            if not words:
                break  # most phrases fail at their first part: the rest is not looked for
            found.append(words)
        else:
            return " … ".join(found)
    return ""


def _not_negated(part: "re.Pattern[str]", sentence: str, lexicon: _Lexicon) -> str:
    for match in part.finditer(sentence):
        if not lexicon.guards["negation"].search(
            sentence[max(0, match.start() - 60) : match.start()].rstrip()
        ):
            return match.group()
    return ""


def _guarded(entry: _Entry, sentence: str) -> bool:
    """History and administration are harmless unless the sentence says that it is happening now; idioms always are.

    Guards of both languages count: words such as "suicidio" and "suicide" are shared by both lists.
    """
    guards = [_lexicon(locale).guards for locale in ("en", "es")]
    if any(one["idiom"].search(sentence) for one in guards):
        return True
    if any(one["now"].search(sentence) for one in guards):
        return False
    return any(one[name].search(sentence) for one in guards for name in entry.guards)


@lru_cache(maxsize=64)
def screen(text: str, language: str = "en") -> RedFlag | None:
    """The most urgent red flag in the text, or None. Both languages' entries are looked at, the told one first."""
    folded = _fold(text[:_LONGEST])
    locales: tuple[Locale, ...] = ("es", "en") if language == "es" else ("en", "es")
    found: list[RedFlag] = []
    for locale in locales:
        lexicon = _lexicon(locale)
        corrected = folded
        for wrong, right in lexicon.spellings:
            corrected = wrong.sub(right, corrected)
        for sentence in _sentences(corrected):
            for entry in lexicon.entries:
                evidence = _evidence(entry, sentence, lexicon)
                if evidence and not _guarded(entry, sentence):
                    found.append(RedFlag(entry.kind, entry.sure, evidence, entry.source))
        if found:
            break
    return min(found, key=lambda flag: (not flag.sure, _URGENCY.index(flag.kind)), default=None)
