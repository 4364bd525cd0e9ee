"""A practice's appointment book: who works where, which stretches of time are free, and who holds the others.

One thread serves a stand-in, so that every method is done before another begins: no two can take one stretch.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Literal
from zoneinfo import ZoneInfo

Status = Literal["booked", "checked-in", "fulfilled", "noshow", "cancelled", "moved"]
HELD = ("booked", "checked-in", "fulfilled")


@dataclass
class Person:
    """`seed` names who they are in the seed, "" for somebody registered since. `phones` are E.164, mobile first."""

    number: int
    seed: str
    first_name: str
    last_name: str
    birth_date: date
    phones: list[str] = field(default_factory=list)
    email: str = ""
    language: str = "en"
    postal_code: str = ""
    other_names: list[str] = field(default_factory=list)
    active: bool = True
    deceased_on: date | None = None
    registered_on: date = date(2020, 1, 2)


@dataclass(frozen=True)
class Staff:
    number: int
    seed: str
    npi: str
    first_name: str
    last_name: str


@dataclass(frozen=True)
class Place:
    number: int
    seed: str
    name: str
    title: str
    zone: ZoneInfo


@dataclass
class Stretch:
    """One stretch of somebody's calendar. `number` changes whenever it is freed: what was booked keeps the old one."""

    number: int
    staff: Staff
    place: Place
    start: datetime
    minutes: int
    visit: "Visit | None" = None
    blocked: bool = False

    @property
    def is_free(self) -> bool:
        return self.visit is None and not self.blocked

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def local(self) -> datetime:
        return self.start.astimezone(self.place.zone)


@dataclass
class Visit:
    """`seed` is its id in the seed, "" for one made since. A move makes another visit, `moved_from` this one."""

    number: int
    seed: str
    person: Person
    staff: Staff
    place: Place
    kind: str
    start: datetime
    minutes: int
    status: Status = "booked"
    note: str = ""
    moved_from: "Visit | None" = None
    moved_to: "Visit | None" = None
    confirmed: bool = False
    changed: int = 0
    """How often it was changed."""

    @property
    def local(self) -> datetime:
        return self.start.astimezone(self.place.zone)


@dataclass(frozen=True)
class Change:
    """What happened since the seed: `who` is the person's or the visit's name there, `when` in the clinic's zone."""

    what: Literal["booked", "moved", "cancelled", "registered"]
    who: str
    when: str = ""
    clinician: str = ""
    kind: str = ""


class Book:
    """The practice. `kinds` are its kinds of visit with their minutes, by code."""

    def __init__(self, zone: ZoneInfo, kinds: dict[str, int]) -> None:
        self.zone = zone
        self.kinds = kinds
        self.people: list[Person] = []
        self.staff: list[Staff] = []
        self.places: list[Place] = []
        self.stretches: list[Stretch] = []
        self.visits: list[Visit] = []
        self.numbers = count(1_110_001)

    def forget_after(self, end: datetime) -> None:
        """Leave out free time from an instant on: shorter calendars are quicker to list."""
        self.stretches = [each for each in self.stretches if not each.is_free or each.start < end]

    def person(self, number: int) -> Person | None:
        return next((each for each in self.people if each.number == number), None)

    def visit(self, number: int) -> Visit | None:
        return next((each for each in self.visits if each.number == number), None)

    def free(self, place: Place, first: date, last: date) -> Iterator[Stretch]:
        """Free stretches at a place from one local day to another, both included, by start."""
        for each in self.stretches:
            if each.place is place and each.is_free and first <= each.local.date() <= last:
                yield each

    def room_for(self, stretch: Stretch, minutes: int) -> list[Stretch] | None:
        """The stretches that a visit of so many minutes would take from this one on; None where it does not fit."""
        taken = [stretch]
        while taken[-1].end - stretch.start < timedelta(minutes=minutes):
            following = next(
                (
                    each
                    for each in self.stretches
                    if each.staff is stretch.staff
                    and each.place is stretch.place
                    and each.start == taken[-1].end
                ),
                None,
            )
            if following is None:
                return None
            taken.append(following)
        return taken if all(each.is_free for each in taken) else None

    def take(
        self,
        person: Person,
        stretch: Stretch,
        kind: str,
        minutes: int,
        *,
        note: str = "",
        moves: Visit | None = None,
    ) -> Visit | None:
        """Book, or move a visit there; None when somebody was faster."""
        room = self.room_for(stretch, minutes)
        if room is None:
            return None
        visit = Visit(
            stretch.number, "", person, stretch.staff, stretch.place, kind, stretch.start, minutes, note=note
        )
        for each in room:
            each.visit = visit
        self.visits.append(visit)
        if moves is not None:
            visit.moved_from, moves.moved_to = moves, visit
            self._leave(moves, "moved")
        return visit

    def cancel(self, visit: Visit) -> None:
        self._leave(visit, "cancelled")

    def register(self, person: Person) -> Person:
        self.people.append(person)
        return person

    def _leave(self, visit: Visit, status: Status) -> None:
        visit.status = status
        visit.changed += 1
        for each in self.stretches:
            if each.visit is visit:
                each.visit, each.number = None, next(self.numbers)

    def changes(self) -> list[Change]:
        """Everything that happened since the seed, in a fixed order."""
        told = [
            Change(
                "registered",
                f"{each.first_name} {each.last_name}",
                each.birth_date.isoformat(),
                kind=each.phones[0],
            )
            for each in self.people
            if not each.seed
        ]
        for visit in self.visits:
            first = visit
            while first.moved_from is not None:
                first = first.moved_from
            if visit.status in HELD and first is not visit and first.seed:
                told.append(Change("moved", first.seed, visit.start.astimezone(self.zone).isoformat()))
            elif visit.status in HELD and not first.seed:
                when = visit.start.astimezone(self.zone).isoformat()
                told.append(Change("booked", visit.person.seed, when, visit.staff.seed, visit.kind))
            elif visit.status == "cancelled" and first.seed and visit.changed:
                told.append(Change("cancelled", first.seed))
        return sorted(told, key=repr)

    def contradictions(self) -> list[str]:
        """Where the book says two things: a visit without its time, or a time held by a visit that is gone."""
        found = []
        for visit in self.visits:
            held = sum(each.minutes for each in self.stretches if each.visit is visit)
            if visit.status == "booked" and visit.changed + (not visit.seed) and held < visit.minutes:
                found.append(f"visit {visit.number} holds {held} of {visit.minutes} minutes")
            if visit.status not in (*HELD, "noshow") and held:
                found.append(f"visit {visit.number} is {visit.status} and holds time")
        return found
