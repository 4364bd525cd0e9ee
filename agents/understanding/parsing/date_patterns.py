"""How dates are written and said, as regular expressions by locale over digitised text.

The names of the groups are the same in both languages, so that `dates` resolves them with the same rules.
"""

import re
from functools import cache

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


_UNITS = {"en": r"days?|weeks?|fortnights?|months?|years?", "es": r"dias?|semanas?|mes(?:es)?|anos?"}

_SHORT_WEEKDAYS = ("sat", "sun", "mar", "mi", "set", "dom", "vie", "lun", "jue", "mie", "sab")


@cache
def date_patterns(locale: Locale) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """(name of the rule, pattern) in the order of precedence."""
    months, weekdays = month_numbers(locale), weekday_numbers(locale)
    long = {name: number for name, number in weekdays.items() if name not in _SHORT_WEEKDAYS}
    compiled = []
    for name, pattern in word_list("dates")[locale]:
        filled = (
            pattern.replace("{M}", _any(months))
            .replace("{WLONG}", _any(long))
            .replace("{W}", _any(weekdays))
            .replace("{U}", _UNITS[locale])
        )
        compiled.append((name, re.compile(rf"(?<![a-z\d])(?:{filled})(?![a-z\d])")))
    return tuple(compiled)
