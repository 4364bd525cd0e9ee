"""The whole difference between the EHR as seeded and as it is now, told as what happened.

Every resource is compared. What fits a booking, a move, a cancellation or a registration completely (its slots
included) is told as that; whatever else changed is told as it is, so that any extra write fails a test of equality.
A time that is kept while its patient is asked about it ends by itself, and is no change (test_kept_times tells of those).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

import demo

TYPES = (
    "AllergyIntolerance", "Appointment", "Communication", "CommunicationRequest", "DocumentReference", "Encounter",
    "HealthcareService", "Location", "MedicationRequest", "Organization", "Patient", "Practitioner",
    "PractitionerRole", "Provenance", "Questionnaire", "QuestionnaireResponse", "RelatedPerson", "Schedule",
    "ServiceRequest", "Slot", "Task",
)  # fmt: skip
EVERYTHING = 10_000
"""Resources in one page: some servers cut at `_count` and name no next page."""
Resources = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Booked:
    """A new appointment with exactly its slots taken. `start` in the clinic's zone."""

    patient: str
    start: str
    clinician: str
    visit_type: str


@dataclass(frozen=True)
class Moved:
    """An appointment with a new time: the new slots taken, the old ones free again."""

    appointment: str
    start: str


@dataclass(frozen=True)
class Cancelled:
    appointment: str


@dataclass(frozen=True)
class Registered:
    name: str
    birth_date: str
    phone: str


@dataclass(frozen=True)
class Other:
    """A change that belongs to nothing that should have happened."""

    what: str


async def read_all(http: httpx.AsyncClient) -> Resources:
    """Every resource of the store, by "Type/id"."""
    found: Resources = {}
    for type_ in TYPES:
        url: str | None = f"{type_}?_count={EVERYTHING}"
        while url:
            bundle = (await http.get(url)).raise_for_status().json()
            for entry in bundle.get("entry", []):
                resource = entry["resource"]
                found[f"{type_}/{resource['id']}"] = resource
            links = {link["relation"]: link["url"] for link in bundle.get("link", [])}
            url = links.get("next")
    return found


def changes(before: Resources, after: Resources) -> list[Any]:
    """What happened, sorted by its text."""
    changed = {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys()}
    changed = {
        key: pair
        for key, pair in changed.items()
        if _plain(pair[0]) != _plain(pair[1]) and not _is_kept_for_a_while(pair[1])
    }
    changed = {key: pair for key, pair in changed.items() if not _is_of_request(pair)}
    slots = {key: pair for key, pair in changed.items() if key.startswith("Slot/")}
    told: list[Any] = []
    for key, (old, new) in changed.items():
        if not key.startswith("Slot/"):
            told.append(_told(key, old, new, slots))
    told += [Other(f"{key} {_status(old)} -> {_status(new)}") for key, (old, new) in slots.items()]
    return sorted(told, key=repr)


def requested(before: Resources, after: Resources) -> list[str]:
    """Kinds of the requests to staff that the EHR holds since (Tasks), sorted; `changes` leaves them out."""
    new = [after[key] for key in after.keys() - before.keys() if key.startswith("Task/")]
    return sorted(task["code"]["text"] for task in new if _is_of_request((None, task)))


def _is_of_request(pair: tuple[dict[str, Any] | None, dict[str, Any] | None]) -> bool:
    """Whether it was created for a request to staff: its Task, or the resource that says what is asked."""
    old, new = pair
    ids = (new or {}).get("identifier", ())
    return old is None and any(each.get("system") == "urn:frontdesk:request" for each in ids)


def _told(key: str, old: dict[str, Any] | None, new: dict[str, Any] | None, slots: dict[str, Any]) -> Any:
    if new is None:
        return Other(f"{key} deleted")
    match new["resourceType"], old:
        case "Patient", None:
            name = new["name"][0]
            phones = [entry["value"] for entry in new["telecom"] if entry["system"] == "phone"]
            return Registered(f"{' '.join(name['given'])} {name['family']}", new["birthDate"], phones[0])
        case "Appointment", None if new["status"] == "booked" and _took(new, slots):
            return Booked(
                patient=_actor(new, "Patient"),
                start=_local(new["start"]),
                clinician=_actor(new, "Practitioner"),
                visit_type=new["serviceType"][0]["coding"][0]["code"],
            )
        case "Appointment", dict() if new["status"] == "cancelled" and _left(old, slots):
            return Cancelled(new["id"])
        case "Appointment", dict() if (
            new["start"] != old["start"] and _took(new, slots) and _left(old, slots)
        ):
            return Moved(new["id"], _local(new["start"]))
        case _:
            return Other(f"{key} {'created' if old is None else 'changed'}")


def _took(appointment: dict[str, Any], slots: dict[str, Any]) -> bool:
    return _turned(appointment, slots, "free", "busy")


def _left(appointment: dict[str, Any], slots: dict[str, Any]) -> bool:
    return _turned(appointment, slots, "busy", "free")


def _turned(appointment: dict[str, Any], slots: dict[str, Any], before: str, after: str) -> bool:
    """Whether all slots of the appointment went from one status to the other; those are then accounted for.

    A slot that the test itself booked and left again stands as at the start, and is no change.
    """
    keys = [reference["reference"] for reference in appointment["slot"]]
    turned = [
        key
        for key in keys
        if key in slots and (_status(slots[key][0]), _status(slots[key][1])) == (before, after)
    ]
    for key in turned:
        del slots[key]
    return turned == keys


def _local(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(demo.DEMO_NOW.tzinfo).isoformat()


def _actor(appointment: dict[str, Any], type_: str) -> str:
    references = [each["actor"]["reference"] for each in appointment["participant"] if "actor" in each]
    return next(reference.split("/")[1] for reference in references if reference.startswith(f"{type_}/"))


def _is_kept_for_a_while(resource: dict[str, Any] | None) -> bool:
    """A Slot on which a hold of Frontdesk's stands, with its end."""
    return (
        resource is not None
        and resource.get("status") == "busy-tentative"
        and any(
            each["system"] == "urn:frontdesk:hold" and each["period"]["end"]
            for each in resource.get("identifier", ())
        )
    )


def _status(slot: dict[str, Any] | None) -> str:
    return slot["status"] if slot else "none"


def _plain(resource: dict[str, Any] | None) -> dict[str, Any] | None:
    """Without version and time of change: they move with every write, also one that changes nothing."""
    return {key: value for key, value in resource.items() if key != "meta"} if resource else None
