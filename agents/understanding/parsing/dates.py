"""Dates and ranges of days as patients say them, relative to the clinic's today. Ranges hold both ends."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from agents.understanding.parsing.date_joins import Atom, joined, week_around
from agents.understanding.parsing.date_patterns import date_patterns
from agents.understanding.parsing.date_reading import Days, Reading
from agents.understanding.parsing.date_rules import ANCHORED, RULES, day_of_week
from agents.understanding.parsing.numbers import Digitised, digitise
from agents.understanding.parsing.text import Found, fold
from agents.understanding.words import Locale, phrase

_NO_DATE = "nothing"
"""What looks like a date and is none: streets and schools named after a day."""
_OPEN_DAYS = 60
"""An open range ("after the 15th") ends this many days later."""
_CLOSED = frozenset(
    {"range", "next_n", "days_month", "month_days", "days_this_month", "this_or_next", "in_n_to_n"}
)
"""Rules of ranges with both ends told: "from" before them opens nothing."""
_ARTICLE = re.compile(r"(?:the|on|el|del|al|la) ")


@lru_cache(maxsize=128)  # a line is asked for its ranges, for its single days and for days between times
def _atoms(text: str, today: date, locale: Locale, anchor: date | None, day_first: bool) -> tuple[Atom, ...]:
    atoms: list[Atom] = []
    for rule, pattern in date_patterns(locale):
        for match in pattern.finditer(text):
            if any(a.start < match.end() and match.start() < a.end for a in atoms):
                continue
            groups = {key: value or "" for key, value in match.groupdict().items()}
            if rule == _NO_DATE:
                atoms.append(Atom(match.start(), match.end(), rule, None))
                continue
            try:
                base = anchor or today if rule in ANCHORED else today
                days = RULES[rule](Reading(groups, base, locale, day_first))
            except (ValueError, OverflowError):
                days = None
            atoms.append(Atom(match.start(), match.end(), rule, days))
    return tuple(
        atom for atom in sorted(atoms, key=lambda a: a.start) if not _means_nothing(text, atom, atoms, anchor)
    )


def _means_nothing(text: str, atom: Atom, atoms: list[Atom], anchor: date | None) -> bool:
    """ "Calle 5 de Mayo"; "that day" where no day is in hand, or where the line has named it just before."""
    if atom.rule == _NO_DATE:
        return True
    is_that_day = atom.rule == "anchored_day" and "same" not in text[atom.start : atom.end]
    return is_that_day and "mismo" not in text[atom.start : atom.end] and (anchor is None or len(atoms) > 1)


def _merge_ranges(text: str, atoms: list[Atom], locale: Locale) -> list[Atom]:
    merged: list[Atom] = []
    for atom in atoms:
        before = merged[-1] if merged else None
        gap = text[before.end : atom.start] if before else ""
        if before is None or before.days is None or atom.days is None or len(gap) > 12:
            merged.append(atom)
        elif _joins(text, before, gap, locale) and (rng := _range(before, atom)):
            merged[-1] = Atom(before.start, atom.end, "range", rng)
        else:
            merged.append(atom)
    return merged


def _in_one_week(text: str, atoms: list[Atom], locale: Locale) -> list[Atom]:
    """ "Monday or Tuesday of next week" and "next Monday or Tuesday" are days of one week."""
    placed: list[Atom] = []
    for atom, after in zip(atoms, [*atoms[1:], None], strict=False):
        one, before = atom, placed[-1] if placed else None
        if atom.rule == "weekday" and atom.days:
            if (
                after
                and after.days
                and after.rule == "rel_weekday_week"
                and _listed(text, atom, after, locale)
            ):
                day = day_of_week(week_around(after.days), atom.days.first.weekday())
                one = replace(atom, days=day)
            elif (
                before
                and before.days
                and before.rule.startswith("rel_week")
                and _listed(text, before, atom, locale)
            ):
                later = timedelta(weeks=-((atom.days.first - before.days.first).days // 7))
                one = replace(atom, days=Days(atom.days.first + later, atom.days.last + later))
        placed.append(one)
    return placed


def _listed(text: str, before: Atom, after: Atom, locale: Locale) -> bool:
    gap = text[before.end : after.start]
    return bool(phrase("dates.either", locale).match(gap) or phrase("dates.range", locale).match(gap))


def _that_week(atoms: list[Atom]) -> list[Atom]:
    """ "May 24 or any time that week": the week of the day just named."""
    placed: list[Atom] = []
    for atom in atoms:
        before = placed[-1] if placed else None
        if atom.rule == "anchored_week" and before and before.days and atom.days:
            weeks = (week_around(before.days).first - week_around(atom.days).first).days // 7
            later = timedelta(weeks=weeks)
            atom = replace(atom, days=Days(atom.days.first + later, atom.days.last + later))
        placed.append(atom)
    return placed


def _between_bounds(text: str, atoms: list[Atom], locale: Locale) -> list[Atom]:
    """ "After the 25th but before the 29th": what both bounds leave."""
    kept: list[Atom] = []
    for atom in atoms:
        before = kept[-1] if kept else None
        bounded = before and phrase("dates.bounded", locale).fullmatch(text[before.end : atom.start])
        if before and bounded and _overlap(before.days, atom.days):
            assert before.days is not None
            assert atom.days is not None
            both = Days(max(before.days.first, atom.days.first), min(before.days.last, atom.days.last))
            kept[-1] = Atom(before.start, atom.end, "range", both)
        else:
            kept.append(atom)
    return kept


def _overlap(one: Days | None, other: Days | None) -> bool:
    """Whether two ranges share a day."""
    if one is None or other is None or one.first == one.last or other.first == other.last:
        return False
    return one.first <= other.last and other.first <= one.last


def _joins(text: str, before: Atom, gap: str, locale: Locale) -> bool:
    """ "Monday to Friday", "between Monday and Friday" are ranges, "Monday and Friday" two days."""
    if not phrase("dates.range", locale).match(gap):
        return False
    said_both = phrase("dates.either", locale).match(gap) is not None
    return not said_both or bool(phrase("dates.between", locale).search(text[: before.start]))


def _range(before: Atom, atom: Atom) -> Days | None:
    assert before.days is not None
    assert atom.days is not None
    first, last = before.days.first, atom.days.last
    if last < first and atom.rule == "weekday":
        last += timedelta(weeks=1)
    if atom.rule == "day":
        # "from April 27 to the 3rd": the next 3rd after the first day
        last = first.replace(day=1) + relativedelta(day=last.day)
        last += relativedelta(months=1) if last < first else timedelta()
    if last < first and atom.rule in ("month", "month_day", "day_month"):
        # "between August and October", said in September, is under way
        first -= relativedelta(years=1)
    return Days(first, last) if last >= first else None


def _opened(text: str, atom: Atom, today: date, locale: Locale) -> Days | None:
    """The atom with what stands around it taken in: "after", "before", "by", "or later", "at the latest"."""
    days, tail = atom.days, text[atom.end :]
    if days is None or atom.rule in _CLOSED:
        return days
    article = _ARTICLE.match(text[atom.start : atom.end])
    lead = text[max(0, atom.start - 24) : atom.start + (article.end() if article else 0)]
    if atom.rule == "in_n" and (how := phrase("dates.span_lead", locale).search(lead)):
        if re.match(r"less|under|no more|at most|within|menos|no mas|como", how["how"]):
            return Days(today, days.last)
        return Days(days.first, days.first + timedelta(days=_OPEN_DAYS))
    if phrase("dates.up_to", locale).search(lead) or phrase("dates.at_latest", locale).match(tail):
        return Days(today, days.last) if days.last > today else days
    if phrase("dates.before", locale).search(lead) and days.first > today:
        is_end = atom.rule == "part_of" and days.first.day > 15
        return Days(today, days.last if is_end else days.first - timedelta(days=1))
    if phrase("dates.after", locale).search(lead):
        first = days.last + timedelta(days=1)
        return Days(first, first + timedelta(days=_OPEN_DAYS - 1))
    if phrase("dates.onwards", locale).match(tail) or (
        phrase("dates.from", locale).search(lead) and not re.search(r"(?<!starting )\bfrom(?: the)? ?$", lead)
    ):
        return Days(days.first, days.first + timedelta(days=_OPEN_DAYS))
    return days


def find_dates(
    text: str,
    today: date,
    locale: Locale,
    digitised: Digitised | None = None,
    ranges: bool = True,
    anchor: date | None = None,
    day_first: bool = False,
) -> list[Found]:
    """Dates and ranges in the text, in order, as YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD; "" if impossible.

    Without `ranges`, "Friday to Monday" is two days. `anchor` is the day in hand, which "that week", "the week after"
    and "same day" mean; without one they count from today. `day_first`: "5/3" is in March in English, too.
    """
    digits = digitised or digitise(fold(text), locale)
    found = []
    read = list(_atoms(digits.text, today, locale, anchor, day_first))
    atoms = joined(digits.text, read, locale, today)
    atoms = _in_one_week(digits.text, atoms, locale)
    atoms = _that_week(atoms)
    atoms = _merge_ranges(digits.text, atoms, locale) if ranges else atoms
    opened = [replace(one, days=_opened(digits.text, one, today, locale)) for one in atoms]
    for atom in _between_bounds(digits.text, opened, locale):
        start, end = digits.span(atom.start, atom.end)
        found.append(Found(start, end, str(atom.days) if atom.days else ""))
    return found
