"""The caller's sheet: all that the caller of a scenario knows and insists on, read from the scenario's own words.

A scenario (scenarios.*.jsonl) says in plain phrases who calls, with what in mind, and how; the phrases are matched by
what they are about, never as a whole, so that scenarios nobody here has seen are played, too.
"""

import re
from datetime import date
from typing import Any

from pydantic import BaseModel

from agents.understanding.language import detect_language
from agents.understanding.parsing.text import fold

Row = dict[str, Any]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = (
    ("Nora", "Whitfield"), ("Elena", "Brandt"), ("Marcus", "Holloway"), ("Priya", "Castell"), ("Owen", "Lambert"),
    ("Ingrid", "Sorensen"), ("Felix", "Aldridge"), ("Tamara", "Keating"), ("Victor", "Pemberton"), ("Clara", "Eastman"),
)  # fmt: skip
_NEW = re.compile(r"\bnew here|new patient|i am new|i'm new|first (?:visit|time)|never been|nuev[oa]\b")
_CHILD = re.compile(r"\b(?i:my) (daughter|son|child|baby|kid)\b,?\s*(?:([A-Z][a-z]+))?")
_OTHER = re.compile(
    r"\bmy (friend|neighbor|neighbour|coworker|boss|roommate|cousin)\b,?\s*(?:([A-Z][a-z]+))?"
)
_SPELLED = re.compile(r"\b((?:[A-Z][ -]){2,}[A-Z])\b")
_HAS_VISIT = re.compile(
    r"\bmove\b|resched|cancel|can'?t make|confirm|push (?:it|my)|my (?:\w+ )?(?:appt|appointment|visit)|\breminder\b"
)


class Person(BaseModel):
    """Whom the caller is, or calls about. `phone` is E.164."""

    first_name: str
    last_name: str
    birth_date: date
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Sheet(BaseModel):
    """What the caller has in hand."""

    id: str
    area: str
    channel: str
    opening: str
    language: str
    me: Person
    new: bool = False
    """Never been at the clinic: not on file."""
    child: Person | None = None
    other: Person | None = None
    """Somebody else's record that the caller has no right to."""
    closed_on: str | None = None
    """A weekday on which the clinic of the scenario is closed."""
    visit_on: str | None = None
    """A weekday, `tomorrow` or `any`: the visit that stands; None for no visit."""
    knows: str
    rules: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]


def sheet_of(row: Row, number: int) -> Sheet:
    """The sheet of the `number`-th scenario of a run: people differ, so that scenarios do not touch each other."""
    opening, knows = row["opening"], "; ".join(row["caller_knows"])
    first, last = _NAMES[number % len(_NAMES)]
    spelled = _SPELLED.search(opening)
    if spelled:
        last = re.sub(r"[ -]", "", spelled[1]).capitalize()
    me = Person(first_name=first, last_name=last, birth_date=_born(1961, number), phone=_phone(number))
    child, other = _CHILD.search(opening), _OTHER.search(opening)
    return Sheet(
        id=row["id"],
        area=row["area"],
        channel=row["channel"],
        opening=opening,
        language=detect_language(opening, fold(opening), "en"),
        me=me,
        new=bool(_NEW.search(fold(opening)) or _NEW.search(fold(knows))) and "on file" not in knows,
        child=_relative(child, me, number) if child else None,
        other=_stranger(other, number) if other else None,
        closed_on=next(
            (day for day in WEEKDAYS if re.search(rf"closed on {day}", knows, re.IGNORECASE)), None
        ),
        visit_on=_visit_on(row, knows),
        knows=knows,
        rules="; ".join(row["caller_rules"]),
        must=tuple(row["must"]),
        must_not=tuple(row["must_not"]),
    )


def _born(year: int, number: int) -> date:
    return date(year + number % 25, 1 + number * 5 % 12, 1 + number * 7 % 28)


def _phone(number: int) -> str:
    return f"+1646555{130 + number % 60:04d}"


def _relative(found: re.Match[str], me: Person, number: int) -> Person:
    return me.model_copy(update={"first_name": found[2] or "Robin", "birth_date": _born(2018, number % 5)})


def _stranger(found: re.Match[str], number: int) -> Person:
    return Person(
        first_name=found[2] or "Alex",
        last_name="Thornbury",
        birth_date=_born(1955, number + 3),
        phone="+16465550191",
    )


def _visit_on(row: Row, knows: str) -> str | None:
    """The day of the visit that the caller has, by what is said of it."""
    told = fold(row["opening"])
    if "tomorrow" in knows:
        return "tomorrow"
    if not (_HAS_VISIT.search(told) or _HAS_VISIT.search(fold(knows))) or row["area"] not in (
        "schedule",
        "reminder",
    ):
        return None
    named = re.search(
        rf"my (?:\w+ )?({'|'.join(WEEKDAYS)})|({'|'.join(WEEKDAYS)})'?s? (?:appt|appointment|visit)", told
    )
    return next((day for day in named.groups() if day), "any") if named else "any"
