"""The calendars of the seed as Epic would offer them: openings for a kind of visit, slots taken and given back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from clinic.settings import ClinicSettings
from evals.standins.epic_server.answers import Resource
from tools.fhir_client import FhirClient, VersionConflict
from tools.vendors.fhir.identifiers import id_of


@dataclass(frozen=True)
class Offer:
    """What a temporary id stands for."""

    schedule: Resource
    slots: tuple[Resource, ...]
    service_type: Resource
    end: datetime

    @property
    def start(self) -> datetime:
        return moment(self.slots[0]["start"])


async def openings(
    fhir: FhirClient, settings: ClinicSettings, kind: str, start: datetime, end: datetime, location: str
) -> list[Offer]:
    """Every run of free slots that such a visit fits into and that starts in [start, end); `location` "" for any."""
    visit = next(each for each in settings.visit_types.values() if each.service_type == kind)
    service_type = {"coding": [{"code": kind, "display": visit.name["en"]}], "text": visit.name["en"]}
    length = timedelta(minutes=visit.minutes)
    schedules = {
        each["id"]: each
        for each in await fhir.search("Schedule", [("_count", "100")])
        if takes(each, kind) and (not location or actor(each, "Location") == location)
    }
    if not schedules:
        return []
    free = await fhir.search(
        "Slot",
        [
            ("schedule", ",".join(f"Schedule/{each}" for each in schedules)),
            ("status", "free"),
            ("start", f"ge{instant(start)}"),
            ("start", f"lt{instant(end + length)}"),
            ("_sort", "start"),
            ("_count", "1000"),
        ],
    )
    return [
        Offer(schedule, run, service_type, moment(run[0]["start"]) + length)
        for schedule_id, schedule in schedules.items()
        for run in runs(
            [each for each in free if id_of(each["schedule"]["reference"]) == schedule_id], length
        )
        if start <= moment(run[0]["start"]) < end
    ]


async def take(fhir: FhirClient, offer: Offer) -> bool:
    current = [await fhir.read("Slot", each["id"]) for each in offer.slots]
    if any(each["status"] != "free" for each in current):
        return False
    try:
        for each in current:
            await fhir.update({**each, "status": "busy"})
    except VersionConflict:
        return False
    return True


async def give_back(fhir: FhirClient, appointment: Resource) -> None:
    for each in appointment.get("slot", ()):
        slot = await fhir.read("Slot", id_of(each["reference"]))
        await fhir.update({**slot, "status": "free"})


def appointment_of(offer: Offer, patient_id: str, note: str) -> Resource:
    patient = [{"actor": {"reference": f"Patient/{patient_id}"}, "status": "accepted"}] if patient_id else []
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "serviceType": [offer.service_type],
        "start": instant(offer.start),
        "end": instant(offer.end),
        "minutesDuration": int((offer.end - offer.start).total_seconds() // 60),
        "participant": [
            *patient,
            *({"actor": each, "status": "accepted"} for each in offer.schedule["actor"]),
        ],
        "slot": [{"reference": f"Slot/{each['id']}"} for each in offer.slots],
    } | ({"comment": note} if note else {})


def runs(free: list[Resource], length: timedelta) -> list[tuple[Resource, ...]]:
    """Free slots in a row that are long enough, from each of them on."""
    found = []
    for first in range(len(free)):
        run = [free[first]]
        for before, after in pairwise(free[first:]):
            if moment(run[-1]["end"]) - moment(run[0]["start"]) >= length or before["end"] != after["start"]:
                break
            run.append(after)
        if moment(run[-1]["end"]) - moment(run[0]["start"]) >= length:
            found.append(tuple(run))
    return found


def takes(schedule: Resource, code: str) -> bool:
    return any(coding.get("code") == code for each in schedule["serviceType"] for coding in each["coding"])


def actor(resource: Resource, kind: str) -> str:
    actors = resource.get("actor") or [each["actor"] for each in resource["participant"]]
    return next(id_of(each["reference"]) for each in actors if f"{kind}/" in each["reference"])


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
