"""Neighbouring days of a line that mean one thing: "Monday, March 9", "Friday next week", "2 weeks after the 5th"."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from dateutil.relativedelta import relativedelta

from agents.understanding.parsing.date_patterns import filled
from agents.understanding.parsing.date_reading import Days, Reading, span
from agents.understanding.parsing.date_rules import day_of_week
from agents.understanding.words import Locale, word_list


@dataclass(frozen=True, slots=True)
class Atom:
    """One way to say a day, with its place in the digitised text; `days` is None when no calendar has them."""

    start: int
    end: int
    rule: str
    days: Days | None


SPECIFIC = ("month_day", "day_month", "numeric", "iso", "month_slash", "day", "day_this_month")
LOOSE = ("weekday", "today", "tomorrow", "rel_weekday")
_WEEKS = (
    "rel_unit",
    "anchored_next_week",
    "anchored_week",
    "nth_week",
    "week_of_date",
    "week_after_next",
    "part_of",
)
_RECENT = 14
"""Days for which a day past is rather meant than the same day of the next year."""
_BESIDE = re.compile(
    r" (?:(?P<before>before|antes del?)|after|following|despues del?)(?: the| el| la)? ?(?:dia de )?"
)
_THE = re.compile(r"(?:\b(?:the|el) |^(?:the|el) )[a-z]{0,4}$")
_NEAR = re.compile(r"[ ,.]*(?:the |el |on |of |de )?")
_OF = re.compile(r"[ ,.]*(?:(?:of|in|from|during|de|en|del?)(?: the| la| el)? ?)?(?:at |in |por |en )?")
_ON = re.compile(r"[ ,.]*(?:(?:on|el|en|the|for|para|from|between|de|del|entre)(?: the| el)? )*")


def joined(text: str, atoms: list[Atom], locale: Locale, today: date) -> list[Atom]:
    """The atoms with those that mean one day together made one."""
    merged: list[Atom] = []
    for atom in _offset(text, atoms, locale):
        before = merged[-1] if merged else None
        if before and before.end <= atom.start and (one := _one_of(text, before, atom, today)):
            merged[-1] = one
        else:
            merged.append(atom)
    return merged


def _one_of(text: str, before: Atom, atom: Atom, today: date) -> Atom | None:
    gap = text[before.end : atom.start]
    if _NEAR.fullmatch(gap) and _same_day(before, atom):
        keep, weekday = (atom, before) if before.rule in LOOSE else (before, atom)
        if "." in text[before.end - 1 : atom.start] and _differ(keep, weekday):
            return None  # "I can't do Tuesday. August 27 works"
        return Atom(before.start, atom.end, keep.rule, _just_past(keep, weekday, today) or keep.days)
    if before.days is None or atom.days is None:
        return None
    if before.rule == "weekday" and (beside := _weekday_beside(text, before, atom)):
        return Atom(before.start, atom.end, "offset", beside)
    if before.rule == "weekday" and _is_week(atom) and _OF.fullmatch(gap):
        day = day_of_week(atom.days, before.days.first.weekday())
        return Atom(before.start, atom.end, "rel_weekday_week", day)
    if atom.rule == "weekday" and _ON.fullmatch(gap) and (_is_week(before) or before.rule == "in_n"):
        week = week_around(before.days)
        return Atom(before.start, atom.end, "rel_weekday_week", day_of_week(week, atom.days.first.weekday()))
    return None


def _weekday_beside(text: str, weekday: Atom, day: Atom) -> Days | None:
    """ "The Friday before Memorial Day", "el lunes después del 15"; "any Friday before the 20th" is none."""
    side = _BESIDE.fullmatch(text[weekday.end : day.start])
    if side is None or weekday.days is None or day.days is None or day.rule in LOOSE:
        return None
    if day.days.first != day.days.last or not _THE.search(text[: weekday.start + 4]):
        return None
    step = -1 if side["before"] else 1
    found = day.days.first + timedelta(days=step)
    while found.weekday() != weekday.days.first.weekday():
        found += timedelta(days=step)
    return Days(found, found)


def _differ(one: Atom, other: Atom) -> bool:
    return (
        one.days is not None
        and other.days is not None
        and one.days.first.weekday() != other.days.first.weekday()
    )


def _is_week(atom: Atom) -> bool:
    if atom.rule not in _WEEKS or atom.days is None:
        return False
    return (atom.days.last - atom.days.first).days == 6 and atom.days.first.weekday() == 0


def week_around(days: Days) -> Days:
    monday = days.first - timedelta(days=days.first.weekday())
    return Days(monday, monday + timedelta(days=6))


def _same_day(before: Atom, atom: Atom) -> bool:
    one, two = before.rule, atom.rule
    return (one in LOOSE and two in SPECIFIC) or (one in SPECIFIC and two in ("weekday", "rel_weekday"))


def _just_past(dated: Atom, weekday: Atom, today: date) -> Days | None:
    """ "Sunday, March 1st" said on March 2 is yesterday when that was a Sunday and the coming March 1 is none."""
    if dated.days is None or weekday.days is None or weekday.rule not in ("weekday", "rel_weekday"):
        return None
    day, wanted = dated.days.first, weekday.days.first.weekday()
    earlier = day - relativedelta(years=1)
    is_recent = today - earlier <= timedelta(days=_RECENT)
    return Days(earlier, earlier) if day.weekday() != wanted == earlier.weekday() and is_recent else None


@cache
def _offset_lead(locale: Locale) -> "re.Pattern[str]":
    return re.compile(rf"(?<![a-z\d])(?:{filled(word_list('patterns')['dates.offset'][locale], locale)})")


def _offset(text: str, atoms: list[Atom], locale: Locale) -> list[Atom]:
    """ "2 weeks after next Tuesday", "the day before Christmas": the span before a day counts from that day."""
    moved: list[Atom] = []
    for atom in atoms:
        lead = _offset_lead(locale).search(text[: atom.start])
        whole_week = atom.days is not None and atom.days.first != atom.days.last
        if atom.days is None or lead is None or whole_week or atom.rule.startswith("anchored"):
            moved.append(atom)
            continue
        r = Reading({key: value or "" for key, value in lead.groupdict().items()}, atom.days.first, locale)
        if lead.groupdict().get("unit2") and atom.rule not in ("weekday", "rel_weekday"):
            moved.append(atom)
            continue
        count = r.number("n") * (-1 if r.get("back") else 1)
        day = span(atom.days.first, count, r.get("unit"), r.half)
        days = week_around(Days(day, day)) if _is_whole_week(r) else Days(day, day)
        moved = [one for one in moved if one.end <= lead.start()]
        if lead["long"]:
            days = Days(atom.days.first, day - timedelta(days=1))
        moved.append(replace(atom, start=lead.start(), rule="offset", days=days))
    return moved


def _is_whole_week(r: Reading) -> bool:
    """ "The week after Christmas" is a week, "a week after Christmas" a day."""
    return r.get("n") in ("the", "la", "") and r.get("unit") in ("week", "semana")
