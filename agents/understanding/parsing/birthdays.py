"""Dates of birth in any order, written or spoken; a year is always needed.

Two digits of a year mean the past: with today in 2026, "85" is 1985 and "19" is 2019, "27" is 1927.
"""

import re
from datetime import date
from functools import cache

from agents.understanding.parsing.date_patterns import month_numbers
from agents.understanding.parsing.numbers import Digitised, digitise
from agents.understanding.parsing.text import Found, fold
from agents.understanding.words import Locale

_OLDEST = 125
_YEAR = r"(?P<y>(?:18|19|20)\d\d|'?\d\d)(?![\d/:-]|st\b|nd\b|rd\b|th\b)(?! \d\d(?!\d)(?! ?-))"


@cache
def _patterns(locale: Locale) -> tuple["re.Pattern[str]", ...]:
    months = "|".join(sorted(month_numbers(locale), key=len, reverse=True))
    day = r"(?P<d>\d{1,2})(?:st|nd|rd|th|ro|o|º)?"
    of = r"(?: of| de| del)?"
    not_a_time = r"(?![.:][0-5]\d(?!\d))"  # "24th March 11.30"
    rules = (
        rf"(?P<m>{months})\.?,?(?: the| el)? ?{day}(?:,|(?=[ ,'-])){of}[ -]?(?:(?:in|year) )?{_YEAR}{not_a_time}",
        rf"{day}(?: day)?{of}[ -](?P<m>{months})\.?,?{of}[ -](?:(?:in|year) )?{_YEAR}{not_a_time}",
        r"(?P<y>(?:18|19|20)\d\d)[-/. ](?P<a>\d{1,2})[-/. ](?P<b>\d{1,2})(?!\d)",
        rf"(?P<y>(?:18|19|20)\d\d),? (?P<m>{months})\.?,? {day}",
        rf"(?P<a>\d{{1,2}}) ?[-/.] ?(?P<b>\d{{1,2}}) ?[-/.] ?{_YEAR}",
        r"0?[ -]?(?P<a>\d{1,2})[ ,]+0?[ -]?(?P<b>\d{1,2})(?:th|st|nd|rd)?[ ,]+(?P<y>(?:18|19|20)\d\d)(?![\d-])",
        r"(?P<a>\d\d)(?P<b>\d\d)(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"0?[ -]?(?P<a>\d{{1,2}})[ ,]+0?[ -]?(?P<b>\d{{1,2}})(?:th|st|nd|rd)?[ ,]+{_YEAR}(?! ?\d)",
    )
    return tuple(re.compile(rf"(?<![\d+/(-])(?<![a-z])(?:{rule})") for rule in rules)


def _year(text: str, today: date) -> int:
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    century = today.year // 100 * 100
    return century + int(digits) - (100 if century + int(digits) > today.year else 0)


def _date(match: "re.Match[str]", today: date, locale: Locale, day_first: bool) -> date | None:
    groups = match.groupdict()
    year = _year(groups["y"], today)
    if groups.get("m"):
        month, day = month_numbers(locale)[groups["m"]], int(groups["d"])
    else:
        a, b = int(groups["a"]), int(groups["b"])
        is_iso = match.start("y") < match.start("a")
        month, day = (a, b) if is_iso or not (day_first or locale == "es") else (b, a)
        if month > 12 >= day and not is_iso:
            month, day = day, month
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    return born if born <= today and today.year - year <= _OLDEST else None


def find_birth_date(
    text: str,
    today: date,
    locale: Locale,
    digitised: Digitised | None = None,
    day_first: bool = False,
) -> Found | None:
    """The first full date in the text that may be a birthday; its `value` is "" when nobody can be born then.

    `day_first`: "5/3/1985" is in March in English, too; in Spanish it always is.
    """
    digits = digitised or digitise(fold(text), locale)
    impossible: Found | None = None
    for pattern in _patterns(locale):
        for match in pattern.finditer(digits.text):
            born = _date(match, today, locale, day_first)
            found = Found(*digits.span(match.start(), match.end()), str(born) if born else "")
            if born:
                return found
            impossible = impossible or found
    return impossible
