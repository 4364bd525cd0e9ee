"""The demo's visits: those that tests and tours rely on, then an ordinary clinic's calendar around them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from clinic.birthdays import age_on
from clinic.hours import WEEKDAYS
from clinic.scheduling import slots_needed
from clinic.settings import ClinicSettings
from demo.calendars import GRID, Calendars, GridSlot, location_id, service_type
from demo.known_visits import KNOWN_VISITS, LAST_OF_DAY, LAST_SLOT, KnownVisit, LastTime
from demo.people import PEOPLE, Person
from demo.roster import BY_KEY

Status = Literal["booked", "fulfilled", "noshow", "cancelled"]
ORDINARY_VISITS = 130
_BLOCKED_SHARE = 0.12
"""Share of what is still free in a calendar that meetings and desk work take."""


@dataclass(frozen=True)
class Visit:
    """An appointment of the demo on the slots it takes (none once cancelled)."""

    id: str
    patient: Person
    visit_type: str
    status: Status
    slots: tuple[GridSlot, ...]

    @property
    def start(self) -> datetime:
        return self.slots[0].start

    @property
    def clinician(self) -> str:
        return self.slots[0].clinician

    def resource(self, settings: ClinicSettings, anchor: date) -> dict[str, Any]:
        minutes = settings.visit_types[self.visit_type].minutes
        member, site = BY_KEY[self.clinician], self.slots[0].site
        actors = {
            f"Patient/{self.patient.id}": None,
            f"Practitioner/{member.practitioner_id}": member.name,
            f"Location/{location_id(site)}": settings.sites[site].name,
        }
        resource: dict[str, Any] = {
            "resourceType": "Appointment",
            "id": self.id,
            "status": self.status,
            "serviceType": [service_type(settings, self.visit_type)],
            "start": self.start.isoformat(),
            "end": (self.start + timedelta(minutes=minutes)).isoformat(),
            "minutesDuration": minutes,
            "created": (min(self.start.date(), anchor) - timedelta(days=10)).isoformat(),
            "participant": [
                {
                    "actor": {"reference": reference, **({"display": name} if name else {})},
                    "status": "accepted",
                }
                for reference, name in actors.items()
            ],
        }
        if self.status == "cancelled":
            resource["cancelationReason"] = {"text": "Cancelled by the patient"}
        else:
            resource["slot"] = [{"reference": f"Slot/{slot.id}"} for slot in self.slots]
        return resource


def place_visits(calendars: Calendars, people: list[Person]) -> list[Visit]:
    """Every appointment, placed on the calendars: slots become busy, or busy-unavailable for other work."""
    visits = [_place_known(calendars, known) for known in KNOWN_VISITS]
    visits += _place_therapy(calendars, people)
    in_therapy = {visit.patient for visit in visits} - set(PEOPLE)
    for last in (LAST_SLOT, LAST_OF_DAY):
        _leave_one_run(calendars, last)
    visits += _place_ordinary(calendars, [person for person in people if person not in in_therapy])
    _block_some(calendars)
    return visits


def last_time(settings: ClinicSettings, anchor: date, last: LastTime) -> datetime:
    """When the one free time of `last` starts, in the clinic's zone, in the demo seeded for `anchor`."""
    return _run_of(Calendars(settings, anchor), last)[0].start


def _place_known(calendars: Calendars, known: KnownVisit) -> Visit:
    length = slots_needed(calendars.settings, known.visit_type, GRID)
    for day in _days(calendars, known.days_after, known.weekday):
        runs = list(calendars.free_runs(known.clinician, length, day))
        run = next((run for run in runs if run[0].start.time() >= known.at), runs[-1] if runs else None)
        if run:
            return _take(known.id, known.patient, known.visit_type, known.status, run)
    raise LookupError(f"{known.id} has no place in the calendars.")


def _days(calendars: Calendars, days_after: int, weekday: str | None) -> Iterator[date]:
    """Days from `days_after` the anchor on; for a past visit, days before the anchor, latest first."""
    step = 1 if days_after >= 0 else -1
    day = calendars.anchor + timedelta(days=days_after)
    while calendars.first <= day <= calendars.last:
        if weekday is None or WEEKDAYS[day.weekday()] == weekday:
            yield day
        day += timedelta(days=step)


def _take(visit_id: str, patient: Person, visit_type: str, status: Status, run: list[GridSlot]) -> Visit:
    if status != "cancelled":
        for slot in run:
            slot.status = "busy"
    return Visit(visit_id, patient, visit_type, status, tuple(run))


def _run_of(calendars: Calendars, last: LastTime) -> list[GridSlot]:
    """The slots of the one free time: the first at `at` or later, from `days_after` the anchor."""
    length = slots_needed(calendars.settings, last.visit_type, GRID)
    for day in _days(calendars, last.days_after, None):
        for run in calendars.free_runs(last.clinician, length, day):
            if run[0].start.time() >= last.at:
                return run
    raise LookupError("The last slot has no place in the calendars.")


def _leave_one_run(calendars: Calendars, last: LastTime) -> None:
    kept = _run_of(calendars, last)
    day = kept[0].start.date() if last.within == "day" else None
    for slot in calendars.slots_of(last.clinician, day):
        if slot not in kept and slot.status == "free":
            slot.status = "busy-unavailable"


def _place_therapy(calendars: Calendars, people: list[Person]) -> list[Visit]:
    """The psychologist's patients, placed before all of her calendar but the last slot is closed."""
    chance = random.Random("riverside therapy")
    kept = {slot.id for slot in _run_of(calendars, LAST_SLOT)}
    adults = [person for person in _ordinary(people) if age_on(person.birth_date, calendars.anchor) >= 18]
    visits = []
    for number, patient in enumerate(chance.sample(adults, 10), start=1):
        runs = [
            run
            for run in calendars.free_runs(LAST_SLOT.clinician, 3)
            if run[0].start.minute == 0 and not kept & {slot.id for slot in run}
        ]
        run = chance.choice(runs)
        status = _status(run[0], calendars.anchor, chance)
        visits.append(_take(f"appointment-therapy-{number:02}", patient, LAST_SLOT.visit_type, status, run))
    return visits


def _place_ordinary(calendars: Calendars, people: list[Person]) -> list[Visit]:
    chance = random.Random("riverside visits")
    reserved = {LAST_SLOT.clinician, LAST_OF_DAY.clinician}
    town = _ordinary(people)
    chance.shuffle(town)
    visits = []
    for number, patient in enumerate(town[:ORDINARY_VISITS], start=1):
        visit_type = chance.choice(_fitting_types(calendars.settings, patient, calendars.anchor))
        clinicians = [
            key for key in calendars.settings.visit_types[visit_type].clinicians if key not in reserved
        ]
        length = slots_needed(calendars.settings, visit_type, GRID)
        runs = list(calendars.free_runs(chance.choice(clinicians), length))
        before = [run for run in runs if run[0].start.date() < calendars.anchor]
        # Two in five were last week, so that there is a past to tell of; new patients have none.
        chosen = before if before and patient.seen_before and chance.random() < 0.4 else runs[len(before) :]
        run = chance.choice(chosen)
        status = _status(run[0], calendars.anchor, chance)
        visits.append(_take(f"appointment-{number:04}", patient, visit_type, status, run))
    return visits


def _ordinary(people: list[Person]) -> list[Person]:
    return people[len(PEOPLE) :]


def _fitting_types(settings: ClinicSettings, patient: Person, day: date) -> list[str]:
    age, wanted = age_on(patient.birth_date, day), "established" if patient.seen_before else "new"
    fitting = [
        key
        for key, kind in settings.visit_types.items()
        if kind.patients in ("any", wanted)
        and kind.ages.min <= age <= kind.ages.max
        and key not in (LAST_SLOT.visit_type, LAST_OF_DAY.visit_type)
    ]
    return ["well_child", "sick_visit", "vaccination"] if age < 18 and patient.seen_before else fitting


def _status(slot: GridSlot, anchor: date, chance: random.Random) -> Status:
    """Past visits mostly took place; a few of the coming ones were called off."""
    drawn = chance.random()
    if slot.start.date() >= anchor:
        return "cancelled" if drawn < 0.05 else "booked"
    return "noshow" if drawn < 0.1 else "cancelled" if drawn < 0.18 else "fulfilled"


def _block_some(calendars: Calendars) -> None:
    """The team meets on Wednesdays from 16:20; desk time is scattered. Last times are left alone."""
    chance = random.Random("riverside desk time")
    for key in BY_KEY:
        for slot in calendars.slots_of(key):
            meeting = slot.start.weekday() == 2 and slot.start.time() >= time(16, 20)
            if slot.status == "free" and (meeting or chance.random() < _BLOCKED_SHARE):
                if key in (LAST_SLOT.clinician, LAST_OF_DAY.clinician):
                    continue
                slot.status = "busy-unavailable"
