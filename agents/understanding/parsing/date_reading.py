"""A date as a pattern found it: its words as numbers, months and weekdays, and spans counted from a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agents.understanding.parsing.date_patterns import month_numbers, weekday_numbers
from agents.understanding.words import Locale


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}/{self.last}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A pattern's groups, with the alternatives of a name (n, n2, n3) as one."""

    groups: Mapping[str, str]
    today: date
    locale: Locale
    day_first: bool = False
    """ "5/3" is the fifth of March: in Spanish, and in English outside of North America."""

    def get(self, name: str) -> str:
        for key in (name, f"{name}2", f"{name}3", f"{name}4"):
            if self.groups.get(key):
                return self.groups[key]
        return ""

    def number(self, name: str) -> int:
        """A count or an ordinal; -1 for the last, 1 where no number is told."""
        text = self.get(name)
        digits = re.match(r"\d+", text)
        if digits:
            return int(digits.group())
        for pattern, value in _COUNTS:
            if re.search(pattern, text):
                return value
        return 1

    @property
    def half(self) -> bool:
        """Half a unit more was told ("a week and a half", "two and a half weeks")."""
        return bool(self.groups.get("half")) or "half" in self.get("n")

    @property
    def month(self) -> int:
        return month_numbers(self.locale)[self.get("m")]

    @property
    def weekday(self) -> int:
        return weekday_numbers(self.locale)[self.get("wd")]

    @property
    def weeks_ahead(self) -> int:
        """0 this week or month, 1 the next, -1 the last."""
        word = " ".join(value for name, value in self.groups.items() if name.startswith("rel") and value)
        if re.search(r"next|following|proxim|siguiente|que viene|que entra|entrante|otra", word):
            return 1
        return -1 if re.search(r"last|past|pasad", word) else 0


_COUNTS = (
    (r"last|final|ultim", -1),
    (r"couple|par", 2),
    (r"few|several|un[oa]s|poc[oa]s|vari[oa]s|algun", 3),
    (r"primer", 1),
    (r"segund", 2),
    (r"tercer", 3),
    (r"cuart", 4),
    (r"quint", 5),
)


def span(base: date, count: int, unit: str, half: bool = False) -> date:
    """So many units from a day; the half of a week is three days, of a month fifteen, of a day none."""
    if re.match(r"business|working|week ?days?$|dias? [a-z]", unit):
        return _business_days(base, count)
    if unit.startswith(("day", "dia")):
        return base + timedelta(days=count)
    if unit.startswith(("week", "semana")):
        return base + timedelta(days=7 * count + 3 * half)
    if unit.startswith("fortnight"):
        return base + timedelta(weeks=2 * count)
    if unit.startswith(("year", "ano")):
        return base + relativedelta(years=count, months=6 * half)
    return base + relativedelta(months=count) + timedelta(days=15 * half)


def _business_days(base: date, count: int) -> date:
    """Monday to Friday; holidays are the clinic's to know."""
    day = base
    for _ in range(min(abs(count), 300)):
        day += timedelta(days=1 if count > 0 else -1)
        while day.weekday() > 4:
            day += timedelta(days=1 if count > 0 else -1)
    return day
