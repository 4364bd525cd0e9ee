"""What each way to say a date means, relative to the clinic's today: the rules behind words/dates.yaml.

"next Sunday" said on a Monday is the Sunday of next week; a weekday alone is the next one after today; slash dates are
month first in English and day first in Spanish unless that is impossible; a date without year is the next one.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agents.understanding.parsing.date_reading import Days, Reading, span
from agents.understanding.parsing.holidays import coming_holiday


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
    month, day = (b, a) if r.day_first or r.locale == "es" else (a, b)
    return (day, month) if month > 12 and day <= 12 else (month, day)


def _monday(today: date, weeks: int = 0) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def _month(today: date, months: int = 0, month: int | None = None) -> Days:
    first = today.replace(day=1) + relativedelta(months=months)
    if month is not None:
        first = date(today.year + (month < today.month), month, 1)
    return Days(first, first + relativedelta(months=1, days=-1))


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _days(r: Reading) -> Days | None:
    first, last = _with_year(r, r.month, int(r.groups["d"])), None
    if first:
        last = _day(first.year, r.month, int(r.groups["d2"]))
        if last and last < first:  # "April 27th to the 3rd"
            last += relativedelta(months=1)
    return Days(first, last) if first and last else None


def _month_of(r: Reading) -> Days:
    return _month(r.today, month=r.month) if r.get("m") else _month(r.today, 1 if r.weeks_ahead == 1 else 0)


def _nth_weekday(r: Reading) -> Days | None:
    month, which = _month_of(r), r.number("n")
    if r.get("y") and r.get("m"):
        month = _month_year(r)
    if which < 0:
        day = _next_weekday(month.last - timedelta(days=6), r.weekday)
    else:
        day = _next_weekday(month.first, r.weekday) + timedelta(weeks=which - 1)
    return _one(day if day.month == month.first.month else None)


def _nth_week(r: Reading) -> Days:
    """A week is counted to the month that holds its Thursday."""
    month, which = _month_of(r), r.number("n")
    if which < 0:
        monday = _monday(_next_weekday(month.last - timedelta(days=6), 3))
    else:
        monday = _monday(_next_weekday(month.first, 3)) + timedelta(weeks=which - 1)
    return Days(monday, monday + timedelta(days=6))


def _part_of(r: Reading) -> Days:
    said = r.get("part")
    part = re.sub(r"^(?:towards? )?(?:the )?", "", said)
    ahead = max(r.weeks_ahead, 0)
    if r.get("unit") in ("week", "semana"):
        monday = _monday(r.today, ahead)
        whole, cuts = Days(monday, monday + timedelta(days=6)), (0, 2, 2, 4, 3, 6)
    else:
        whole, cuts = _month_of(r), (0, 9, 10, 19, 20, 30)
    at = 2 if part.startswith(("mid", "med")) else 0
    if part.startswith(("end", "late", "fin", "tail", "ultim")):
        at = 4
    if re.search(r"half", said):
        whole_half = Days(whole.first, whole.first + timedelta(days=14))
        return whole_half if "1th" in said else Days(whole_half.last + timedelta(days=1), whole.last)
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
        return Days(monday, monday + timedelta(days=4 if r.get("work") else 6))
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
    return Days(start, span(r.today, r.number("n"), r.get("unit"), r.half))


def _in_n(r: Reading) -> Days:
    base = r.today + timedelta(days=r.get("base") in ("tomorrow", "manana"))
    return Days(day := span(base, r.number("n"), r.get("unit"), r.half), day)


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


def _holiday(r: Reading) -> Days | None:
    found = coming_holiday(r.groups["name"], r.today, r.locale)
    return Days(*found) if found else None


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


def _nth_coming(r: Reading) -> Days | None:
    return _one(_next_weekday(r.today + timedelta(days=1), r.weekday) + timedelta(weeks=r.number("n") - 1))


def _in_n_to_n(r: Reading) -> Days | None:
    """ "In 4 to 6 weeks", "in a week or two"."""
    first = span(r.today, r.number("n"), r.get("unit"))
    last = span(r.today, r.number("c"), r.get("unit"))
    return Days(first, last) if first <= last else None


def _edge_days(r: Reading) -> Days:
    """ "The first few days of April", "the last 3 days of the month"."""
    month, more = _month_of(r), timedelta(days=r.number("n") - 1)
    if r.get("edge").startswith(("last", "final", "ultim")):
        return Days(month.last - more, month.last)
    return Days(month.first, month.first + more)


def _half_of(r: Reading) -> Days:
    month = _month_of(r)
    middle = month.first + timedelta(days=14)
    return (
        Days(month.first, middle)
        if r.get("edge") == "primera"
        else Days(middle + timedelta(days=1), month.last)
    )


def _weekend_of(r: Reading) -> Days | None:
    week = _week_of_date(r)
    return Days(week.last - timedelta(days=1), week.last) if week else None


_SEASONS = {"spri": (3, 20), "prim": (3, 20), "summ": (6, 21), "vera": (6, 21), "fall": (9, 23), "autu": (9, 23),
            "oton": (9, 23), "wint": (12, 21), "invi": (12, 21)}  # fmt: skip
"""First days of the astronomical seasons of the north, by the first letters."""


def _season(r: Reading) -> Days:
    """The season that is under way or comes next."""
    month, day = _SEASONS[r.get("season")[:4]]
    for year in (r.today.year - 1, r.today.year, r.today.year + 1):
        first = date(year, month, day)
        last = first + relativedelta(months=3, days=-1)
        if last >= r.today:
            break
    return Days(first, last)


def _year(r: Reading) -> Days:
    year = int(r.get("y"))
    return Days(date(year, 1, 1), date(year, 12, 31))


def _weekday_weeks_on(weeks: int) -> Callable[[Reading], Days | None]:
    """ "Tuesday week": so many weeks after the coming one."""
    return lambda r: _one(_next_weekday(r.today + timedelta(days=1), r.weekday) + timedelta(weeks=weeks))


def _this_or_next(r: Reading) -> Days:
    week = r.get("unit") in ("week", "semana")
    first = _monday(r.today) if week else _month(r.today).first
    return Days(first, first + timedelta(days=13) if week else _month(r.today, 1).last)


def day_of_week(week: Days, weekday: int) -> Days:
    """One day of a week that begins on a Monday."""
    return Days(day := week.first + timedelta(days=weekday), day)


def _shift(days: int) -> Callable[[Reading], Days | None]:
    return lambda r: _one(r.today + timedelta(days=days))


ANCHORED = frozenset(
    {
        "anchored_week",
        "anchored_next_week",
        "anchored_day",
        "anchored_next_day",
        "anchored_next_weekday",
        "anchored_same_day_next_week",
    }
)
"""Rules that count from the day in hand ("that week", "the day after"), where there is one, instead of from today."""
RULES: dict[str, Callable[[Reading], Days | None]] = {
    "anchored_week": _anchored_week(0),
    "anchored_next_week": _anchored_week(1),
    "anchored_day": lambda r: _one(r.today),
    "anchored_next_day": lambda r: _one(r.today + timedelta(days=1)),
    "month_next_year": _month_next_year,
    "anchored_next_weekday": _weekday_weeks_on(0),
    "anchored_same_day_next_week": _shift(7),
    "in_n_to_n": _in_n_to_n,
    "edge_days": _edge_days,
    "half_of": _half_of,
    "weekend_of": _weekend_of,
    "season": _season,
    "year": _year,
    "weekend_after_next": lambda r: Days(s := _monday(r.today, 2) + timedelta(days=5), s + timedelta(days=1)),
    "weekday_week": _weekday_weeks_on(1),
    "weekday_after_next": lambda r: _one(_monday(r.today, 2) + timedelta(days=r.weekday)),
    "this_or_next": _this_or_next,
    "last_day": lambda r: _one(_month_of(r).last),
    "in_8": lambda r: _one(r.today + timedelta(weeks=r.number("n") // 7)),
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
    "rel_weekday_week": _weekday_of_week,
    "week_after_next": lambda r: Days(m := _monday(r.today, 2), m + timedelta(days=6)),
    "rel_weekday": _rel_weekday,
    "rel_weekend": _weekend,
    "rel_unit": _rel_unit,
    "rest_of": _rest_of,
    "holiday": _holiday,
    "next_n": _next_n,
    "in_n": _in_n,
    "ago": lambda r: _one(span(r.today, -r.number("n"), r.get("unit"))),
    "rel_month": _rel_month,
    "month_year": _month_year,
    "month": lambda r: _month(r.today, month=r.month),
    "weekday": lambda r: _one(_next_weekday(r.today + timedelta(days=1), r.weekday)),
    "day": lambda r: _one(_day_of_month(r)),
}
