"""Dates and ranges of days as patients say them, relative to the clinic's today. Ranges hold both ends."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agents.understanding.parsing.date_patterns import date_patterns
from agents.understanding.parsing.date_rules import ANCHORED, RULES, Days, Reading, day_of_week
from agents.understanding.parsing.numbers import Digitised, digitise
from agents.understanding.parsing.text import Found, fold
from agents.understanding.words import Locale, phrase

_OPEN_DAYS = 60
"""An open range ("after the 15th") ends this many days later."""


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    rule: str
    days: Days | None


def _atoms(text: str, today: date, locale: Locale, anchor: date | None) -> list[_Atom]:
    atoms: list[_Atom] = []
    for rule, pattern in date_patterns(locale):
        for match in pattern.finditer(text):
            if any(a.start < match.end() and match.start() < a.end for a in atoms):
                continue
            groups = {key: value or "" for key, value in match.groupdict().items()}
            try:
                days = RULES[rule](Reading(groups, anchor or today if rule in ANCHORED else today, locale))
            except (ValueError, OverflowError):
                days = None
            atoms.append(_Atom(match.start(), match.end(), rule, days))
    return [
        atom for atom in sorted(atoms, key=lambda a: a.start) if not _means_nothing(text, atom, atoms, anchor)
    ]


def _means_nothing(text: str, atom: _Atom, atoms: list[_Atom], anchor: date | None) -> bool:
    """ "That day" where no day is in hand, or where the line has named it just before."""
    is_that_day = atom.rule == "anchored_day" and "same" not in text[atom.start : atom.end]
    return is_that_day and "mismo" not in text[atom.start : atom.end] and (anchor is None or len(atoms) > 1)


_SPECIFIC = ("month_day", "day_month", "numeric", "iso", "month_slash", "day", "day_this_month")
_LOOSE = ("weekday", "today", "tomorrow", "rel_weekday")


def _merge_days(text: str, atoms: list[_Atom]) -> list[_Atom]:
    merged: list[_Atom] = []
    for atom in atoms:
        before = merged[-1] if merged else None
        gap = text[before.end : atom.start] if before else ""
        if before and re.fullmatch(r"[ ,.]*(?:the |el |on |of |de )?", gap) and _same_day(before, atom):
            keep, weekday = (atom, before) if before.rule in _LOOSE else (before, atom)
            merged[-1] = _Atom(before.start, atom.end, keep.rule, _just_past(keep, weekday) or keep.days)
        elif before and _is_day_of_week(before, atom, gap):
            assert before.days is not None
            assert atom.days is not None
            day = day_of_week(atom.days, before.days.first.weekday())
            merged[-1] = _Atom(before.start, before.end, "rel_weekday_week", day)
        else:
            merged.append(atom)
    return merged


def _is_day_of_week(before: _Atom, atom: _Atom, gap: str) -> bool:
    """ "Wednesday afternoon next week": the part of the day stands between the weekday and its week."""
    if before.rule != "weekday" or atom.rule not in ("rel_unit", "anchored_next_week") or not atom.days:
        return False
    is_week = (atom.days.last - atom.days.first).days == 6 and atom.days.first.weekday() == 0
    return is_week and bool(
        re.fullmatch(r",? ?(?:(?:in |por |en |at |a |las? |the |de )*[a-z0-9:]+ ?){1,4},? ?", gap)
    )


def _just_past(dated: _Atom, weekday: _Atom) -> Days | None:
    """ "Sunday, March 1st" said on March 2 is yesterday when that was a Sunday and the coming March 1 is none."""
    if dated.days is None or weekday.days is None or weekday.rule not in ("weekday", "rel_weekday"):
        return None
    day, wanted = dated.days.first, weekday.days.first.weekday()
    earlier = day - relativedelta(years=1)
    return Days(earlier, earlier) if day.weekday() != wanted == earlier.weekday() else None


def _merge_ranges(text: str, atoms: list[_Atom], locale: Locale) -> list[_Atom]:
    merged: list[_Atom] = []
    for atom in atoms:
        before = merged[-1] if merged else None
        gap = text[before.end : atom.start] if before else ""
        if before is None or before.days is None or atom.days is None or len(gap) > 12:
            merged.append(atom)
        elif phrase("dates.range", locale).match(gap) and (rng := _range(before, atom)):
            said_both = phrase("dates.also", locale).search(gap) and not phrase(
                "dates.between", locale
            ).search(text[: before.start])
            merged[-1] = _Atom(before.start, atom.end, "either" if said_both else "range", rng)
        else:
            merged.append(atom)
    return merged


def _same_day(before: _Atom, atom: _Atom) -> bool:
    one, two = before.rule, atom.rule
    return (one in _LOOSE and two in _SPECIFIC) or (one in _SPECIFIC and two in ("weekday", "rel_weekday"))


def _range(before: _Atom, atom: _Atom) -> Days | None:
    assert before.days is not None
    assert atom.days is not None
    last = atom.days.last
    if last < before.days.first and atom.rule == "weekday":
        last += timedelta(weeks=1)
    if last < before.days.first and atom.rule == "month":
        last += relativedelta(years=1)
    return Days(before.days.first, last) if last >= before.days.first else None


def _opened(text: str, atom: _Atom, today: date, locale: Locale) -> Days | None:
    """The atom with what stands before it taken in: "after", "before", "by"."""
    days, lead = atom.days, text[max(0, atom.start - 16) : atom.start]
    said = text[atom.start : atom.end]
    if days is None or atom.rule in ("range", "either"):
        return days
    word = (
        f"{lead}{said.split(' ')[0]} "
        if said.startswith(("after ", "before ", "by ", "until ", "since "))
        else lead
    )
    if phrase("dates.before", locale).search(word) and days.first > today:
        last = (
            days.last
            if re.search(r"(?:by|until|till|no later than|up to|hasta)(?: the| el)? ?$", word)
            else days.first - timedelta(days=1)
        )
        return Days(today, last)
    if re.search(r"(?:after|later than|past|despues del?)(?: the| el)? ?$", word):
        return Days(days.last + timedelta(days=1), days.last + timedelta(days=_OPEN_DAYS))
    if re.search(r"(?:since|starting(?: on)?|a partir del?|desde)(?: the| el)? ?$", word) or re.match(
        r" (?:on|onwards?|or later|or after|en adelante)\b(?! \w+day)", text[atom.end :]
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
    atoms = _merge_days(digits.text, _atoms(digits.text, today, locale, anchor))
    for atom in _merge_ranges(digits.text, atoms, locale) if ranges else atoms:
        days = _opened(digits.text, atom, today, locale)
        start, end = digits.span(atom.start, atom.end)
        found.append(Found(start, end, str(days) if days else ""))
    return found
