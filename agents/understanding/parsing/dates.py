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

_OPEN_DAYS = 60
"""An open range ("after the 15th") ends this many days later."""
_CLOSED = frozenset(
    {"range", "next_n", "days_month", "month_days", "days_this_month", "this_or_next", "in_n_to_n"}
)
"""Rules of ranges with both ends told: "from" before them opens nothing."""
_ARTICLE = re.compile(r"(?:the|on|el|del|al|la) ")


@lru_cache(maxsize=128)  # a line is asked for its ranges, for its single days and for days between times
def _atoms(text: str, today: date, locale: Locale, anchor: date | None) -> tuple[Atom, ...]:
    atoms: list[Atom] = []
    for rule, pattern in date_patterns(locale):
        for match in pattern.finditer(text):
            if any(a.start < match.end() and match.start() < a.end for a in atoms):
                continue
            groups = {key: value or "" for key, value in match.groupdict().items()}
            try:
                days = RULES[rule](Reading(groups, anchor or today if rule in ANCHORED else today, locale))
            except (ValueError, OverflowError):
                days = None
            atoms.append(Atom(match.start(), match.end(), rule, days))
    return tuple(
        atom for atom in sorted(atoms, key=lambda a: a.start) if not _means_nothing(text, atom, atoms, anchor)
    )


def _means_nothing(text: str, atom: Atom, atoms: list[Atom], anchor: date | None) -> bool:
    """ "That day" where no day is in hand, or where the line has named it just before."""
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
) -> list[Found]:
    """Dates and ranges in the text, in order, as YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD; "" if impossible.

    Without `ranges`, "Friday to Monday" is two days. `anchor` is the day in hand, which "that week", "the week after"
    and "same day" mean; without one they count from today.
    """
    digits = digitised or digitise(fold(text), locale)
    found = []
    atoms = joined(digits.text, list(_atoms(digits.text, today, locale, anchor)), locale, today)
    atoms = _in_one_week(digits.text, atoms, locale)
    for atom in _merge_ranges(digits.text, atoms, locale) if ranges else atoms:
        days = _opened(digits.text, atom, today, locale)
        start, end = digits.span(atom.start, atom.end)
        found.append(Found(start, end, str(days) if days else ""))
    return found
