"""Fills a practice's book from FHIR R4 resources, such as those of the demo clinic (`demo.demo_resources`)."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from evals.standins.practice.book import HELD, Book, Person, Place, Staff, Status, Stretch, Visit

Resource = dict[str, Any]
_STATUSES: dict[str, Status] = {
    "booked": "booked",
    "pending": "booked",
    "arrived": "checked-in",
    "checked-in": "checked-in",
    "fulfilled": "fulfilled",
    "noshow": "noshow",
    "cancelled": "cancelled",
}


def load_practice(resources: list[Resource], zone: ZoneInfo, kinds: dict[str, int]) -> Book:
    """The book that these resources tell of. Patients who were seen before have a visit that was kept.

    `kinds` are the practice's kinds of visit by code, with the minutes that each takes of a calendar.
    """
    book = Book(zone, kinds)
    by_type: dict[str, list[Resource]] = defaultdict(list)
    for each in resources:
        by_type[each["resourceType"]].append(each)
    book.people = [_person(number, each) for number, each in enumerate(by_type["Patient"], start=7001)]
    book.staff = [_staff(number, each) for number, each in enumerate(by_type["Practitioner"], start=71)]
    book.places = [_place(number, each, zone) for number, each in enumerate(by_type["Location"], start=1)]
    people = {each.seed: each for each in book.people}
    staff = {each.seed: each for each in book.staff}
    places = {each.seed: each for each in book.places}
    _stretches(book, by_type, staff, places)
    _visits(book, by_type["Appointment"], people, staff, places)
    _kept_visits(book, by_type["Encounter"], people)
    return book


def _person(number: int, patient: Resource) -> Person:
    first, *others = patient["name"]
    telecom = patient.get("telecom", [])
    return Person(
        number,
        patient["id"],
        " ".join(first.get("given", ())),
        first.get("family", ""),
        date.fromisoformat(patient["birthDate"]),
        [each["value"] for each in telecom if each["system"] == "phone"],
        next((each["value"] for each in telecom if each["system"] == "email"), ""),
        _language(patient),
        next((each.get("postalCode", "") for each in patient.get("address", ())), ""),
        [" ".join(each.get("given", ())) for each in others if each.get("given")],
        patient.get("active", True),
        date.fromisoformat(patient["deceasedDateTime"][:10]) if "deceasedDateTime" in patient else None,
    )


def _language(patient: Resource) -> str:
    codes = [
        coding["code"]
        for each in patient.get("communication", ())
        for coding in each["language"].get("coding", ())
    ]
    return codes[0] if codes else "en"


def _staff(number: int, practitioner: Resource) -> Staff:
    name = practitioner["name"][0]
    npi = next(each["value"] for each in practitioner["identifier"] if "npi" in each["system"])
    return Staff(number, practitioner["id"], npi, " ".join(name.get("given", ())), name["family"])


def _place(number: int, location: Resource, zone: ZoneInfo) -> Place:
    return Place(number, location["id"], location["identifier"][0]["value"], location["name"], zone)


def _stretches(
    book: Book, by_type: dict[str, list[Resource]], staff: dict[str, Staff], places: dict[str, Place]
) -> None:
    calendars = {}
    for schedule in by_type["Schedule"]:
        actors = [each["reference"].rpartition("/")[2] for each in schedule["actor"]]
        calendars[schedule["id"]] = (
            next(staff[each] for each in actors if each in staff),
            next(places[each] for each in actors if each in places),
        )
    for slot in sorted(by_type["Slot"], key=lambda each: str(each["start"])):
        who, where = calendars[slot["schedule"]["reference"].rpartition("/")[2]]
        start, end = datetime.fromisoformat(slot["start"]), datetime.fromisoformat(slot["end"])
        minutes = int((end - start).total_seconds() // 60)
        blocked = slot["status"] != "free"
        book.stretches.append(Stretch(next(book.numbers), who, where, start, minutes, blocked=blocked))


def _visits(
    book: Book,
    appointments: list[Resource],
    people: dict[str, Person],
    staff: dict[str, Staff],
    places: dict[str, Place],
) -> None:
    at = {(each.staff.seed, each.place.seed, each.start): each for each in book.stretches}
    for each in appointments:
        kind = each["serviceType"][0]["coding"][0]["code"]
        start, end = datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"])
        who = _actor(each, "Practitioner")
        where = _actor(each, "Location")
        lead = at.get((who, where, start))
        visit = Visit(
            lead.number if lead else next(book.numbers),
            each["id"],
            people[_actor(each, "Patient")],
            staff[who],
            places[where],
            kind,
            start,
            int((end - start).total_seconds() // 60),
            _STATUSES[each["status"]],
        )
        book.visits.append(visit)
        if visit.status in (*HELD, "noshow"):
            _hold(book, visit, end)


def _hold(book: Book, visit: Visit, end: datetime) -> None:
    for stretch in book.stretches:
        if (
            stretch.staff is visit.staff
            and stretch.place is visit.place
            and visit.start <= stretch.start < end
        ):
            stretch.visit, stretch.blocked = visit, False


def _kept_visits(book: Book, encounters: list[Resource], people: dict[str, Person]) -> None:
    """A visit of long ago for everybody with a finished encounter."""
    for encounter in encounters:
        if encounter["status"] != "finished":
            continue
        person = people[encounter["subject"]["reference"].rpartition("/")[2]]
        start = datetime.fromisoformat(encounter["period"]["start"])
        staff, place = book.staff[0], book.places[0]
        book.visits.append(
            Visit(
                next(book.numbers), encounter["id"], person, staff, place, "follow-up", start, 20, "fulfilled"
            )
        )


def _actor(appointment: Resource, kind: Literal["Patient", "Practitioner", "Location"]) -> str:
    references: list[str] = [each["actor"]["reference"] for each in appointment["participant"]]
    return next(each.partition("/")[2] for each in references if each.startswith(f"{kind}/"))
