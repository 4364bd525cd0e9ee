"""Which of the offered options a patient means: by number, ordinal, time, day, part of the day, clinician or site."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from agents.understanding.parsing.date_patterns import weekday_numbers
from agents.understanding.parsing.dates import find_dates
from agents.understanding.parsing.numbers import digitise
from agents.understanding.parsing.text import Found, fold
from agents.understanding.parsing.times import find_times
from agents.understanding.words import Locale, phrase

_ORDINALS = {
    "en": ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"],
    "es": [
        "primer[oa]?",
        "segund[oa]",
        "tercer[oa]?",
        "cuart[oa]",
        "quint[oa]",
        "sext[oa]",
        "septim[oa]",
        "octav[oa]",
    ],
}


@dataclass(frozen=True, slots=True)
class Pick:
    """The options that fit what was said (indices from 0), and whether it was told by position."""

    fitting: tuple[int, ...]
    by_position: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    days: tuple[str, ...]
    times: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=512)
def _label(label: str, today: date) -> _Label:
    spanish = find_dates(label, today, "es")
    english = find_dates(label, today, "en")
    days = english if len(english) and len(english[0].value) == 10 else spanish
    times = find_times(label, "en") or find_times(label, "es")
    names = frozenset(
        word
        for word in re.findall(r"[a-z]{3,}", fold(label))
        if word not in ("with", "con", "the", "doctor", "mon", "tue", "wed", "thu", "fri")
    )
    return _Label(tuple(f.value for f in days if f.value), tuple(f.value for f in times), names)


def by_position(text: str, locale: Locale, options: int) -> int | None:
    """The index told as a place in the list ("the second one", "option 2", "the last")."""
    folded = fold(text)
    for i, ordinal in enumerate(_ORDINALS[locale]):
        lead = (
            r"(?:the |option |choice |^|, |yes |no )"
            if locale == "en"
            else r"(?:la |el |opcion |^|, |si |no )"
        )
        if re.search(rf"{lead}{ordinal}(?![a-z]){phrase('choices.one', locale).pattern}", folded):
            return i if i < options else None
    index = phrase("choices.index", locale).match(digitise(folded, locale).text)
    if index and 1 <= int(index["n"]) <= options:
        return int(index["n"]) - 1
    if phrase("choices.last", locale).search(folded):
        return options - 1
    if options % 2 and phrase("choices.middle", locale).search(folded):
        return options // 2
    return None


def _fits_day(told: str, label: _Label) -> bool:
    first, _, last = told.partition("/")
    return any(first <= day[:10] <= (last or first) for day in label.days)


def _fits_time(told: str, label: _Label, exact: bool) -> bool:
    first, _, last = told.partition("/")
    for time in (t[:5] for t in label.times):
        if last:
            if first <= time < last or (time == last and first != "00:00" and last not in ("12:00", "17:00")):
                return True
        elif time == first or (
            not exact and time[3:] == first[3:] and (int(time[:2]) - int(first[:2])) % 12 == 0
        ):
            return True
    return False


def _hour_only(told: str, label: _Label) -> bool:
    return (
        len(told) == 5
        and told.endswith(":00")
        and any((int(t[:2]) - int(told[:2])) % 12 == 0 for t in label.times)
    )


def pick(
    text: str,
    options: tuple[str, ...],
    today: date,
    locale: Locale,
    dates: list[Found],
    times: list[Found],
    named: list[str],
) -> Pick | None:
    """The options that fit. None when the text says nothing that could tell options apart.

    `dates` and `times` are what was read from the text, `named` the clinicians and sites that it names.
    """
    labels = [_label(option, today) for option in options]
    position = by_position(text, locale, len(options))
    if position is not None and not (
        any(_fits_time(time.value, label, False) for time in times for label in labels)
        and not re.search(r"\b(?:one|option|opcion|primera|segunda|tercera|last)\b", fold(text))
    ):
        return Pick((position,), by_position=True)
    fitting = list(range(len(options)))
    told = False
    for found in dates:
        if found.value:
            told, fitting = (
                True,
                [
                    i
                    for i in fitting
                    if _fits_day(found.value, labels[i]) or _same_weekday(text, found, labels[i], locale)
                ],
            )
    for found in times:
        told = True
        exact = bool(
            re.search(
                r"[ap]\.? ?m|morning|afternoon|evening|manana|tarde|noche",
                fold(text[found.start : found.end]),
            )
        )
        narrowed = [i for i in fitting if _fits_time(found.value, labels[i], exact)]
        fitting = narrowed or [i for i in fitting if _hour_only(found.value, labels[i])]
    for name in named:
        told, fitting = True, [i for i in fitting if _names(name, options[i])]
    if not told:
        loose = [i for i in range(len(options)) if _mentions(text, labels[i], labels)]
        return Pick(tuple(loose)) if loose and len(loose) < len(options) else None
    return Pick(tuple(fitting))


def _same_weekday(text: str, found: Found, label: _Label, locale: Locale) -> bool:
    """ "Thursday" may be the Thursday after next when only that one is offered."""
    said = re.sub(r"^(?:on |el |la |del |para el )+|'?s$", "", fold(text[found.start : found.end]))
    names = weekday_numbers(locale)
    weekday = names.get(said, names.get(f"{said}s"))
    return weekday is not None and any(
        date.fromisoformat(day[:10]).weekday() == weekday for day in label.days
    )


def _names(name: str, option: str) -> bool:
    return fuzz.partial_ratio(fold(name), fold(option)) >= 90


def _mentions(text: str, label: _Label, labels: list[_Label]) -> bool:
    """A word of the text that stands in this label and not in all of them ("osei's", "main street")."""
    common = frozenset.intersection(*(one.words for one in labels)) if len(labels) > 1 else frozenset()
    own = label.words - common
    said = {re.sub(r"'s?$", "", word) for word in re.findall(r"[a-z']{3,}", fold(text))}
    return any(fuzz.ratio(word, other) >= 88 for word in said for other in own)
