"""What each way to say a date means, relative to the clinic's today: the rules behind words/dates.yaml.

"next Sunday" said on a Monday is the Sunday of next week; a weekday alone is the next one after today; slash dates are
month first in English and day first in Spanish unless that is impossible; a date without year is the next one.
"""

import re
from collections.abc import Callable, Mapping
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

    def get(self, name: str) -> str:
        for key in (name, f"{name}2", f"{name}3", f"{name}4"):
            if self.groups.get(key):
                return self.groups[key]
        return ""

    def number(self, name: str) -> int:
        text = self.get(name)
        if text.isdigit():
            return int(text)
        return {"few": 3, "a few": 3, "unos": 3, "unas": 3, "pocos": 3}.get(
            text, 2 if "couple" in text or "par" in text else 1
        )

    @property
    def month(self) -> int:
        return month_numbers(self.locale)[self.get("m")]

    @property
    def weekday(self) -> int:
        return weekday_numbers(self.locale)[self.get("wd")]

    @property
    def weeks_ahead(self) -> int:
        """0 this week or month, 1 the next, -1 the last."""
        word = self.get("rel")
        if word in (
            "next",
            "following",
            "proximo",
            "proxima",
            "siguiente",
            "que viene",
            "mes que viene",
            "entrante",
            "otra",
            "la proxima",
            "el proximo",
        ):
            return 1
        return -1 if word in ("last", "past", "pasado", "pasada") else 0


def _one(day: date | None) -> Days | None:
    return Days(day, day) if day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(today: date, month: int, day: int) -> date | None:
    """The next such day, today included; None when the calendar has none."""
    for year in range(today.year, today.year + 5):
        found = _day(year, month, day)
        if found and found >= today:
            return found
        if found is None and (month, day) != (2, 29):
            return None
    return None


def _with_year(r: Reading, month: int, day: int) -> date | None:
    year = r.get("y")
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _coming(r.today, month, day)


def _two_numbers(r: Reading) -> tuple[int, int]:
    """Month and day of "5/12", in the locale's order unless that is impossible."""
    a, b = int(r.get("a")), int(r.get("b"))
    month, day = (a, b) if r.locale == "en" else (b, a)
    return (day, month) if month > 12 and day <= 12 else (month, day)


def _monday(today: date, weeks: int = 0) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def _month(today: date, months: int = 0, month: int | None = None) -> Days:
    first = today.replace(day=1) + relativedelta(months=months)
    if month is not None:
        first = date(today.year + (month < today.month), month, 1)
    return Days(first, first + relativedelta(months=1, days=-1))


def _span(base: date, count: int, unit: str) -> date:
    if unit.startswith(("day", "dia")):
        return base + timedelta(days=count)
    if unit.startswith(("week", "semana")):
        return base + timedelta(weeks=count)
    if unit.startswith(("fortnight", "quincena")):
        return base + timedelta(weeks=2 * count)
    return base + (
        relativedelta(years=count) if unit.startswith(("year", "ano")) else relativedelta(months=count)
    )


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _days(r: Reading) -> Days | None:
    first, last = _with_year(r, r.month, int(r.groups["d"])), None
    if first:
        last = _day(first.year, r.month, int(r.groups["d2"]))
    return Days(first, last) if first and last and last >= first else None


def _month_of(r: Reading) -> Days:
    return _month(r.today, month=r.month) if r.get("m") else _month(r.today, 1 if r.weeks_ahead == 1 else 0)


def _nth_weekday(r: Reading) -> Days | None:
    first = _month_of(r).first
    day = _next_weekday(first, r.weekday) + timedelta(weeks=r.number("n") - 1)
    return _one(day if day.month == first.month else None)


def _nth_week(r: Reading) -> Days:
    ordinal = {"primera": 1, "segunda": 2, "tercera": 3, "cuarta": 4}.get(
        r.groups.get("nw") or ""
    ) or r.number("n")
    first = _month_of(r).first
    # The first week of a month is the one that holds most of its first days (it has the month's first Thursday).
    monday = _monday(_next_weekday(first, 3)) + timedelta(weeks=ordinal - 1)
    return Days(monday, monday + timedelta(days=6))


def _part_of(r: Reading) -> Days:
    part = (r.groups.get("part") or r.groups.get("part2") or "").split(" ")[0]
    ahead = max(r.weeks_ahead, 0)
    if r.groups.get("unit") in ("week", "semana"):
        monday = _monday(r.today, ahead)
        whole, cuts = Days(monday, monday + timedelta(days=6)), (0, 2, 2, 4, 3, 6)
    else:
        whole, cuts = _month_of(r), (0, 9, 10, 19, 20, 30)
    at = 2 if part.startswith(("mid", "med")) else 4 if part.startswith(("end", "late", "fin")) else 0
    last = min(whole.first + timedelta(days=cuts[at + 1]), whole.last)
    return Days(whole.first + timedelta(days=cuts[at]), last)


def _week_of_date(r: Reading) -> Days | None:
    day = _with_year(r, r.month, r.number("d")) if r.get("m") else _day_of_month(r)
    return Days(_monday(day), _monday(day) + timedelta(days=6)) if day else None


def _day_of_month(r: Reading) -> date | None:
    """ "the 8th": this month's, or the next month's that has it when this one's is past."""
    wanted = r.number("d")
    for ahead in range(3):
        first = r.today.replace(day=1) + relativedelta(months=ahead)
        found = _day(first.year, first.month, wanted)
        if found and found >= r.today:
            return found
    return None


def _weekday_day(r: Reading) -> Days | None:
    """ "Monday the 27th": the next month in which they meet, else the day of the month."""
    for ahead in range(12):
        first = r.today.replace(day=1) + relativedelta(months=ahead)
        found = _day(first.year, first.month, r.number("d"))
        if found and found >= r.today and found.weekday() == r.weekday:
            return _one(found)
    return _one(_day_of_month(r))


def _rel_weekday(r: Reading) -> Days:
    if r.weeks_ahead == 0:
        if r.get("rel") in ("this", "este", "esta"):
            return Days(day := _monday(r.today) + timedelta(days=r.weekday), day)
        return Days(day := _next_weekday(r.today + timedelta(days=1), r.weekday), day)
    return Days(day := _monday(r.today, r.weeks_ahead) + timedelta(days=r.weekday), day)


def _weekday_of_week(r: Reading) -> Days:
    return Days(day := _monday(r.today, r.weeks_ahead) + timedelta(days=r.weekday), day)


def _rel_unit(r: Reading) -> Days:
    unit, ahead = r.get("unit"), r.weeks_ahead
    if unit in ("week", "semana"):
        monday = _monday(r.today, ahead)
        return Days(monday, monday + timedelta(days=6))
    if unit in ("fortnight", "quincena"):
        return Days(r.today, r.today + timedelta(weeks=2))
    if unit in ("month", "mes"):
        return _month(r.today, ahead)
    year = r.today.year + ahead
    return Days(date(year, 1, 1), date(year, 12, 31))


def _weekend(r: Reading) -> Days:
    saturday = _monday(r.today, r.weeks_ahead) + timedelta(days=5)
    return Days(saturday, saturday + timedelta(days=1))


def _next_n(r: Reading) -> Days:
    start = r.today + timedelta(days=1)
    return Days(start, _span(r.today, r.number("n"), r.get("unit")))


def _in_n(r: Reading) -> Days:
    base = r.today + timedelta(days=r.get("base") in ("tomorrow", "manana"))
    return Days(day := _span(base, r.number("n"), r.get("unit")), day)


def _rest_of(r: Reading) -> Days:
    end = (
        _monday(r.today) + timedelta(days=6) if r.get("unit") in ("week", "semana") else _month(r.today).last
    )
    return Days(r.today, end)


def _day_this_month(r: Reading) -> Days | None:
    first = _month(r.today, 1 if r.weeks_ahead == 1 else 0).first
    return _one(_day(first.year, first.month, r.number("d")))


def _days_this_month(r: Reading) -> Days | None:
    month = _month(r.today, 1 if r.weeks_ahead == 1 else 0).first
    first, last = (_day(month.year, month.month, int(r.groups[key])) for key in ("d", "d2"))
    return Days(first, last) if first and last and first <= last else None


def _month_year(r: Reading) -> Days:
    first = date(int(r.get("y")), r.month, 1)
    return Days(first, first + relativedelta(months=1, days=-1))


def _rel_month(r: Reading) -> Days:
    found = _month(r.today, month=r.month)
    if r.weeks_ahead == 1 and found.first.year == r.today.year and found.first.month == r.today.month:
        return Days(found.first + relativedelta(years=1), found.last + relativedelta(years=1))
    return found


_HOLIDAYS = (
    ("christmas eve|nochebuena", 12, 24),
    ("christmas|x-?mas|navidad", 12, 25),
    ("new year'?s? eve|nochevieja|fin de ano", 12, 31),
    ("new year|ano nuevo", 1, 1),
    ("halloween", 10, 31),
    ("independence", 7, 4),
    ("valentine", 2, 14),
)
_MOVING_HOLIDAYS = (("thanksgiving", 11, 3, 3), ("labor", 9, 0, 0), ("memorial", 5, 0, -1))
"""(word, month, weekday, which of the month counted from 0, -1 the last): days the US keeps by weekday."""


def _holiday(r: Reading) -> Days | None:
    name = r.groups["name"]
    for pattern, month, day in _HOLIDAYS:
        if re.match(pattern, name):
            return _one(_coming(r.today, month, day))
    for word, month, weekday, which in _MOVING_HOLIDAYS:
        if name.startswith(word):
            for year in (r.today.year, r.today.year + 1):
                first = date(year, month, 1)
                days = [
                    d
                    for n in range(31)
                    if (d := first + timedelta(days=n)).month == month and d.weekday() == weekday
                ]
                if days[which] >= r.today:
                    return _one(days[which])
    return None


def _anchored_week(weeks: int) -> Callable[[Reading], Days]:
    """The week of the day in hand, or the one after; one day of it where a weekday is told."""

    def read(r: Reading) -> Days:
        monday = _monday(r.today, weeks)
        if r.get("wd"):
            return Days(day := monday + timedelta(days=r.weekday), day)
        return Days(monday, monday + timedelta(days=6))

    return read


def _month_next_year(r: Reading) -> Days:
    first = date(r.today.year + max(r.weeks_ahead, 0), r.month, 1)
    return Days(first, first + relativedelta(months=1, days=-1))


def _n_from_weekday(r: Reading) -> Days | None:
    return _one(_span(_next_weekday(r.today + timedelta(days=1), r.weekday), r.number("n"), r.get("unit")))


def _nth_coming(r: Reading) -> Days | None:
    return _one(_next_weekday(r.today + timedelta(days=1), r.weekday) + timedelta(weeks=r.number("n") - 1))


def day_of_week(week: Days, weekday: int) -> Days:
    """One day of a week that begins on a Monday."""
    return Days(day := week.first + timedelta(days=weekday), day)


def _shift(days: int) -> Callable[[Reading], Days | None]:
    return lambda r: _one(r.today + timedelta(days=days))


ANCHORED = frozenset({"anchored_week", "anchored_next_week", "anchored_day", "anchored_next_day"})
"""Rules that count from the day in hand ("that week", "the day after"), where there is one, instead of from today."""
RULES: dict[str, Callable[[Reading], Days | None]] = {
    "anchored_week": _anchored_week(0),
    "anchored_next_week": _anchored_week(1),
    "anchored_day": lambda r: _one(r.today),
    "anchored_next_day": lambda r: _one(r.today + timedelta(days=1)),
    "month_next_year": _month_next_year,
    "n_from_weekday": _n_from_weekday,
    "nth_coming": _nth_coming,
    "iso": lambda r: _one(_day(int(r.get("y")), int(r.groups["mn"]), int(r.groups["d"]))),
    "numeric": lambda r: _one(_with_year(r, *_two_numbers(r))),
    "month_slash": lambda r: _one(_with_year(r, *_two_numbers(r))),
    "month_days": _days,
    "days_month": _days,
    "days_this_month": _days_this_month,
    "week_of_date": _week_of_date,
    "nth_weekday": _nth_weekday,
    "nth_week": _nth_week,
    "part_of": _part_of,
    "month_day": lambda r: _one(_with_year(r, r.month, r.number("d"))),
    "day_month": lambda r: _one(_with_year(r, r.month, r.number("d"))),
    "day_this_month": _day_this_month,
    "weekday_day": _weekday_day,
    "day_after": _shift(2),
    "day_before": _shift(-2),
    "yesterday": _shift(-1),
    "tomorrow": _shift(1),
    "today": _shift(0),
    "weekday_from": lambda r: _one(_next_weekday(r.today, r.weekday) + timedelta(weeks=r.number("n"))),
    "rel_weekday_week": _weekday_of_week,
    "week_after_next": lambda r: Days(m := _monday(r.today, 2), m + timedelta(days=6)),
    "rel_weekday": _rel_weekday,
    "rel_weekend": _weekend,
    "rel_unit": _rel_unit,
    "rest_of": _rest_of,
    "holiday": _holiday,
    "next_n": _next_n,
    "in_n": _in_n,
    "ago": lambda r: _one(_span(r.today, -r.number("n"), r.get("unit"))),
    "rel_month": _rel_month,
    "month_year": _month_year,
    "month": lambda r: _month(r.today, month=r.month),
    "weekday": lambda r: _one(_next_weekday(r.today + timedelta(days=1), r.weekday)),
    "day": lambda r: _one(_day_of_month(r)),
}
