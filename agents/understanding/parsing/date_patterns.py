"""How dates are written and said, as regular expressions by locale over digitised text.

The names of the groups are the same in both languages, so that `dates` resolves them with the same rules.
"""

import re
from functools import cache

from agents.understanding.parsing.holidays import holiday_names
from agents.understanding.words import Locale, word_list, words


@cache
def month_numbers(locale: Locale) -> dict[str, int]:
    return {name: i for i, names in enumerate(words(locale)["months"], 1) for name in names}


@cache
def weekday_numbers(locale: Locale) -> dict[str, int]:
    """Monday is 0."""
    return {name: i for i, names in enumerate(words(locale)["weekdays"]) for name in names}


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_UNITS = {
    "en": r"(?:business |working |week ?)days?|days?|weeks?|fortnights?|months?|years?",
    "es": r"dias? (?:habil(?:es)?|laborables?|laborales|de trabajo|utiles)|dias?|semanas?|mes(?:es)?|anos?",
}
_COUNT = {
    "en": r"\d+ and (?:a )?half|\d+|(?:a )?couple(?: of)?|(?:a )?few|several",
    "es": r"\d+|un par de|unos|unas|pocos|pocas|varios|varias|algun[oa]s",
}
_SHORT_WEEKDAYS = ("sat", "sun", "mar", "mi", "set", "dom", "vie", "lun", "jue", "mie", "sab")
_AFTER = re.compile(r"\{AFTER:([^}]*)\}")


def _behind(words_before: "re.Match[str]") -> str:
    """ "{AFTER:in|of}": one of the words stands before, and is no part of what is found."""
    one_by_one = "|".join(rf"(?<=(?<![a-z]){re.escape(word)} )" for word in words_before[1].split("|"))
    return f"(?:{one_by_one})"


def filled(pattern: str, locale: Locale) -> str:
    """A pattern of dates.yaml with what its braces stand for."""
    weekdays = weekday_numbers(locale)
    long = {name: number for name, number in weekdays.items() if name not in _SHORT_WEEKDAYS}
    for name, content in (
        ("{M}", _any(month_numbers(locale))),
        ("{WLONG}", _any(long)),
        ("{W}", _any(weekdays)),
        ("{U}", _UNITS[locale]),
        ("{COUNT}", _COUNT[locale]),
        ("{H}", holiday_names(locale)),
    ):
        pattern = pattern.replace(name, content)
    return _AFTER.sub(_behind, pattern)


@cache
def date_patterns(locale: Locale) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """(name of the rule, pattern) in the order of precedence."""
    return tuple(
        (name, re.compile(rf"(?<![a-z\d])(?<!\d[:/])(?:{filled(pattern, locale)})(?![a-z\d])"))
        for name, pattern in word_list("dates")[locale]
    )
