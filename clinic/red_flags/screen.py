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
from rapidfuzz.distance import OSA

Kind = Literal["medical", "crisis", "poison", "abuse"]
Locale = Literal["en", "es"]
_URGENCY: tuple[Kind, ...] = ("medical", "poison", "crisis", "abuse")
_LONGEST = 8000
_LOCALES: tuple[Locale, ...] = ("en", "es")


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What was recognised. `sure` False means that it may be one: ask whether it is happening now."""

    kind: Kind
    sure: bool
    evidence: str
    """The words that were recognised, folded."""
    source: str
    denied: bool = False
    """The patient said that it is not so ("I'm not suicidal"): never sure, whatever else hears danger in the words."""


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
    figurative: "re.Pattern[str]"
    """Words of danger with a harmless subject or object, such as a phone that dies."""
    spellings: tuple[tuple["re.Pattern[str]", str], ...]
    key_words: tuple[str, ...]
    """Long words of danger that are heard with one letter wrong, missing or too many …"""
    other_words: frozenset[str]
    """… unless the word is one of these, which mean something else."""


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
        name: re.compile(rf"(?<![a-z])(?:{pattern})") if name.startswith("negat") else _word(pattern)
        for name, pattern in data["guards"][locale].items()
        if name != "figurative"
    }
    figurative = _word("|".join(f"(?:{one})" for one in data["guards"][locale]["figurative"]))
    spellings = tuple((_word(wrong), right) for right, wrong in data["spellings"][locale].items())
    near = data["key_words"]
    return _Lexicon(
        entries, guards, figurative, spellings, tuple(near[locale]), frozenset(near["other_words"])
    )


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
        if not _is_negated(sentence, match.start(), lexicon):
            return match.group()
    return ""


def _is_negated(sentence: str, at: int, lexicon: _Lexicon) -> bool:
    """Whether a "no" reaches the word at `at`, also over a list ("no fever, cough or trouble breathing")."""
    before = sentence[max(0, at - 70) : at].rstrip()
    return any(lexicon.guards[name].search(before) for name in ("negation", "negated_list"))


def _is_past(sentence: str, locale: Locale) -> bool:
    """ "I fainted last week": told of a day gone by, and nothing in the sentence is going on now."""
    guards = _lexicon(locale).guards
    return bool(
        guards["past_event"].search(sentence)
        and not guards["now"].search(sentence)
        and not guards["going_on"].search(sentence)
    )


def _corrected(folded: str, lexicon: _Lexicon) -> str:
    """The text with misspelt words of danger as the entries write them."""
    for wrong, right in lexicon.spellings:
        folded = wrong.sub(right, folded)

    def nearest(match: "re.Match[str]") -> str:
        word = match.group()
        if word in lexicon.other_words or word in lexicon.key_words:
            return word
        return next(
            (
                key
                for key in lexicon.key_words
                if key[0] == word[0] and OSA.distance(word, key, score_cutoff=1) <= 1
            ),
            word,
        )

    return re.sub(r"[a-z]{5,}", nearest, folded)


def _literal(folded: str) -> str:
    """The text without its figures of speech in both languages; what else it says stays to be looked at."""
    for locale in _LOCALES:
        folded = _lexicon(locale).figurative.sub(_blank, folded)
    return folded


def _blank(match: "re.Match[str]") -> str:
    return " " * len(match.group())


def _without_denials(folded: str) -> str:
    """The text without "I'm not suicidal or anything" and its like, in both languages: they share the word."""
    for locale in _LOCALES:
        folded = _lexicon(locale).guards["denial"].sub(_blank, folded)
    return folded


def without_harmless(text: str) -> str:
    """The text without figures of speech, denials and what somebody does not have ("no chest pain, …").

    Folded if there are any. For readers that weigh single words, such as a trained classifier.
    """
    folded = _fold(text[:_LONGEST])
    kept = _without_denials(_literal(folded))
    for locale in _LOCALES:
        lexicon = _lexicon(locale)
        for clause in lexicon.guards["negated_clause"].finditer(kept):
            said = clause.group()
            parts = (part for entry in lexicon.entries for phrase in entry.phrases for part in phrase)
            hits = (match for part in parts for match in part.finditer(said))
            if any(_is_negated(said, match.start(), lexicon) for match in hits):
                kept = kept.replace(said, " " * len(said))
    return text if kept == folded else kept


def is_idiom(text: str) -> bool:
    """Whether a single sentence only sounds dangerous: a figure of speech, or something that befell an animal."""
    sentences = _sentences(_fold(text[:_LONGEST]))
    return len(sentences) == 1 and any(
        _lexicon(locale).guards["idiom"].search(sentences[0]) for locale in ("en", "es")
    )


def _is_now(sentence: str) -> bool:
    """Whether the sentence tells of now; "today I'm well" and "see her again" tell of no danger now."""
    guards = [_lexicon(locale).guards for locale in _LOCALES]
    for one in guards:
        sentence = one["not_now"].sub(" ", sentence)
    return any(one["now"].search(sentence) for one in guards)


def _guarded(entry: _Entry, sentence: str) -> bool:
    """History and administration are harmless unless the sentence says that it is happening now; idioms always are.

    Guards of both languages count: words such as "suicidio" and "suicide" are shared by both lists.
    """
    guards = [_lexicon(locale).guards for locale in ("en", "es")]
    if any(one["idiom"].search(sentence) for one in guards):
        return True
    if _is_now(sentence):
        return False
    return any(one[name].search(sentence) for one in guards for name in entry.guards)


def _read(entry: _Entry, sentence: str, lexicon: _Lexicon, locale: Locale, wishes: bool) -> RedFlag | None:
    """What the entry finds in the sentence. `wishes`: the text also asks the office for something."""
    evidence = _evidence(entry, sentence, lexicon)
    if not evidence or _guarded(entry, sentence):
        return None
    sure, denied = entry.sure and not (entry.kind == "medical" and _is_past(sentence, locale)), False
    if entry.kind == "crisis" and not _evidence(entry, _without_denials(sentence), lexicon):
        if wishes:
            return None
        denied = True
    return RedFlag(entry.kind, sure and not denied, evidence, entry.source, denied)


@lru_cache(maxsize=64)
def screen(text: str, language: str = "en") -> RedFlag | None:
    """The most urgent red flag in the text, or None. Both languages' entries are looked at, the told one first."""
    folded = _literal(_fold(text[:_LONGEST]))
    locales: tuple[Locale, ...] = ("es", "en") if language == "es" else ("en", "es")
    wishes = any(_lexicon(locale).guards["office_wish"].search(folded) for locale in _LOCALES)
    found: list[RedFlag] = []
    for locale in locales:
        lexicon = _lexicon(locale)
        sentences = _sentences(_corrected(folded, lexicon))
        flags = (_read(entry, one, lexicon, locale, wishes) for one in sentences for entry in lexicon.entries)
        found = [flag for flag in flags if flag]
        if found:
            break
    return min(found, key=lambda flag: (not flag.sure, _URGENCY.index(flag.kind)), default=None)
