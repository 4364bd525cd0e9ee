"""Holidays by name: fixed days, days that the calendar keeps by weekday, and those that follow Easter."""

import re
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from agents.understanding.words import Locale, word_list

_WEEKDAYS = {"mon": MO, "tue": TU, "wed": WE, "thu": TH, "fri": FR, "sat": SA, "sun": SU}


@cache
def _rules(locale: Locale) -> tuple[tuple["re.Pattern[str]", str], ...]:
    return tuple(
        (re.compile(row[locale]), str(row["day"])) for row in word_list("holidays")["days"] if locale in row
    )


def holiday_names(locale: Locale) -> str:
    """One pattern for all names of the locale."""
    return "|".join(row[locale] for row in word_list("holidays")["days"] if locale in row)


def _in_year(rule: str, year: int) -> tuple[date, date]:
    """First and last day. `rule` is "12-25", "11 thu 4" (the fourth; -1 the last, "+1" days more) or "easter-2"."""
    if rule.startswith("easter"):
        first, _, last = rule.removeprefix("easter").partition("..")
        sunday = easter(year)
        return sunday + timedelta(days=int(first or 0)), sunday + timedelta(days=int(last or first or 0))
    if " " not in rule:
        month, day = (int(part) for part in rule.split("-"))
        return date(year, month, day), date(year, month, day)
    month_name, weekday, which, *more = rule.split()
    start = date(year, int(month_name), 1) + relativedelta(day=31 if which.startswith("-") else 1)
    found = (
        start
        + relativedelta(weekday=_WEEKDAYS[weekday](int(which)))
        + timedelta(days=int(more[0]) if more else 0)
    )
    return found, found


def coming_holiday(name: str, today: date, locale: Locale) -> tuple[date, date] | None:
    """First and last day of the next holiday of that name, today's included; None for a name that is none."""
    rule = next((rule for pattern, rule in _rules(locale) if pattern.fullmatch(name)), None)
    if rule is None:
        return None
    this_year = _in_year(rule, today.year)
    return this_year if this_year[1] >= today else _in_year(rule, today.year + 1)
