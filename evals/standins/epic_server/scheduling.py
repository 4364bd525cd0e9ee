"""STU3 `$find` and `$book`, and the customer's own calls: offers with ids of one use, on the calendars of the seed.

Shapes: https://fhir.epic.com/Specifications?api=840 and 841, and Penn-Medicine-CHCI/cobalt-api. What Epic answers when
a time was taken meanwhile is not documented: `taken` says with what to refuse.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from starlette.responses import JSONResponse, Response

from clinic.settings import ClinicSettings
from evals.standins.epic_server.answers import Resource, bundle, csn_of, refused, shown
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
        return _moment(self.slots[0]["start"])


@dataclass
class Scheduling:
    """`find_page`: offers in one page. What can go wrong at the next `$book`:

    `forgotten` offers are no longer known by their ids; a `snatched` time goes to somebody at the desk just before;
    `refuses` is a code for a reason that has nothing to do with the time.
    """

    settings: ClinicSettings
    taken: tuple[int, str] = (400, "59159")
    find_page: int = 100
    forgotten: int = 0
    snatched: bool = False
    refuses: str = ""
    offers: dict[str, Offer] = field(default_factory=dict)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _pages: dict[str, list[Resource]] = field(default_factory=dict)

    async def find(self, fhir: FhirClient, parameters: Resource, base: str, page: str | None) -> Response:
        url = f"{base}/Appointment/$find"
        if page is not None:
            return self._page(self._pages.pop(page, []), url)
        told = {each["name"]: each for each in parameters.get("parameter", ())}
        coding = told.get("serviceType", {}).get("valueCodeableConcept", {}).get("coding", ())
        kind = self._kind({each.get("code") for each in coding})
        if kind is None:
            return JSONResponse(bundle([], url, "59200"))
        start, end = (_moment(told[name]["valueDateTime"]) for name in ("startTime", "endTime"))
        location = id_of(told.get("location-reference", {}).get("valueReference", {}).get("reference", ""))
        offers = await self._offers(fhir, kind, start, end, location)
        patient = told.get("patient", {}).get("resource")
        return self._page([self._proposed(each, patient) for each in offers], url)

    async def book(self, fhir: FhirClient, parameters: Resource, base: str) -> Response:
        told = {each["name"]: each for each in parameters.get("parameter", ())}
        patient_id = id_of(told["patient"]["valueIdentifier"]["value"])
        offer = self.offers.pop(id_of(told["appointment"]["valueIdentifier"]["value"]), None)
        if self.forgotten or offer is None or not await fhir.search("Patient", [("_id", patient_id)]):
            self.forgotten -= self.forgotten > 0
            return refused("59144")
        if self.refuses:
            return refused(self.refuses)
        note = told.get("appointmentNote", {}).get("valueString", "")
        async with self._writing:
            if self.snatched:
                await self._take(fhir, offer)
            if not await self._take(fhir, offer):
                return refused(self.taken[1], self.taken[0])
            booked = await fhir.create_unconditionally(_appointment(offer, patient_id, note))
        return JSONResponse(bundle([shown(booked)], f"{base}/Appointment"))

    async def cancel(self, fhir: FhirClient, body: Mapping[str, Resource]) -> Response:
        """CancelAppointment, a web service that customers license: by contact serial number."""
        appointment = await self._by_csn(fhir, body["Patient"]["ID"], body["Contact"]["ID"])
        if appointment is None:
            return JSONResponse({"Message": "NO-CONTACT-FOUND"}, 400)
        async with self._writing:
            await fhir.update({**appointment, "status": "cancelled"})
            await self._free(fhir, appointment)
        return JSONResponse({})

    async def move(self, fhir: FhirClient, body: Mapping[str, str]) -> Response:
        """A call of the customer's own making: visit, new start, clinician and department."""
        appointment = await fhir.read("Appointment", body["visit"])
        kind = next(coding["code"] for each in appointment["serviceType"] for coding in each["coding"])
        start = _moment(body["start"])
        offers = await self._offers(fhir, kind, start, start + timedelta(minutes=1), body["department"])
        fitting = [each for each in offers if _actor(each.schedule, "Practitioner") == body["provider"]]
        async with self._writing:
            if not fitting or not await self._take(fhir, fitting[0]):
                return JSONResponse({"Message": "SLOT-TAKEN"}, 400)
            moved = _appointment(fitting[0], _actor(appointment, "Patient"), "")
            await fhir.update(
                {**appointment, **{name: moved[name] for name in ("start", "end", "slot", "participant")}}
            )
            await self._free(fhir, appointment)
        return JSONResponse({})

    def _kind(self, codes: set[str]) -> str | None:
        known = {each.service_type for each in self.settings.visit_types.values()}
        return next(iter(codes & known), None)

    async def _offers(
        self, fhir: FhirClient, kind: str, start: datetime, end: datetime, location: str
    ) -> list[Offer]:
        visit = next(each for each in self.settings.visit_types.values() if each.service_type == kind)
        service_type = {"coding": [{"code": kind, "display": visit.name["en"]}], "text": visit.name["en"]}
        length = timedelta(minutes=visit.minutes)
        schedules = {
            each["id"]: each
            for each in await fhir.search("Schedule", [("_count", "100")])
            if _takes(each, kind) and (not location or _actor(each, "Location") == location)
        }
        if not schedules:
            return []
        free = await fhir.search(
            "Slot",
            [
                ("schedule", ",".join(f"Schedule/{each}" for each in schedules)),
                ("status", "free"),
                ("start", f"ge{_instant(start)}"),
                ("start", f"lt{_instant(end + length)}"),
                ("_sort", "start"),
                ("_count", "1000"),
            ],
        )
        return [
            Offer(schedule, run, service_type, _moment(run[0]["start"]) + length)
            for schedule_id, schedule in schedules.items()
            for run in _runs(
                [each for each in free if id_of(each["schedule"]["reference"]) == schedule_id], length
            )
            if start <= _moment(run[0]["start"]) < end
        ]

    def _proposed(self, offer: Offer, patient: Resource | None) -> Resource:
        """An id that stands for this offer until it is booked: another one in every answer."""
        temporary = f"e{secrets.token_urlsafe(24).replace('_', '.')}3"
        self.offers[temporary] = offer
        appointment = _appointment(offer, patient["id"] if patient else "", "")
        contained = [
            {"resourceType": "Schedule", "id": "sched", "actor": offer.schedule["actor"]},
            {
                "resourceType": "Slot",
                "id": "slot",
                "schedule": {"reference": "#sched"},
                "status": "free",
                "start": _instant(offer.start),
                "end": _instant(offer.end),
            },
        ]
        return appointment | {
            "id": temporary,
            "status": "proposed",
            "contained": contained,
            "slot": [{"reference": "#slot"}],
            "participant": [each | {"status": "needs-action"} for each in appointment["participant"]],
        }

    def _page(self, found: list[Resource], url: str) -> Response:
        following = None
        if len(found) > self.find_page:
            session = secrets.token_hex(8)
            self._pages[session] = found[self.find_page :]
            following = f"{url}?page={session}"
        return JSONResponse(bundle(found[: self.find_page], url, following=following))

    async def _take(self, fhir: FhirClient, offer: Offer) -> bool:
        current = [await fhir.read("Slot", each["id"]) for each in offer.slots]
        if any(each["status"] != "free" for each in current):
            return False
        try:
            for each in current:
                await fhir.update({**each, "status": "busy"})
        except VersionConflict:
            return False
        return True

    async def _free(self, fhir: FhirClient, appointment: Resource) -> None:
        for each in appointment.get("slot", ()):
            slot = await fhir.read("Slot", id_of(each["reference"]))
            await fhir.update({**slot, "status": "free"})

    async def _by_csn(self, fhir: FhirClient, patient_id: str, csn: str) -> Resource | None:
        found = await fhir.search("Appointment", [("patient", f"Patient/{patient_id}"), ("_count", "1000")])
        return next((each for each in found if csn_of(each["id"]) == csn), None)


def _appointment(offer: Offer, patient_id: str, note: str) -> Resource:
    patient = [{"actor": {"reference": f"Patient/{patient_id}"}, "status": "accepted"}] if patient_id else []
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "serviceType": [offer.service_type],
        "start": _instant(offer.start),
        "end": _instant(offer.end),
        "minutesDuration": int((offer.end - offer.start).total_seconds() // 60),
        "participant": [
            *patient,
            *({"actor": each, "status": "accepted"} for each in offer.schedule["actor"]),
        ],
        "slot": [{"reference": f"Slot/{each['id']}"} for each in offer.slots],
    } | ({"comment": note} if note else {})


def _runs(free: list[Resource], length: timedelta) -> list[tuple[Resource, ...]]:
    """Free slots in a row that are long enough, from each of them on."""
    found = []
    for first in range(len(free)):
        run = [free[first]]
        for before, after in pairwise(free[first:]):
            if (
                _moment(run[-1]["end"]) - _moment(run[0]["start"]) >= length
                or before["end"] != after["start"]
            ):
                break
            run.append(after)
        if _moment(run[-1]["end"]) - _moment(run[0]["start"]) >= length:
            found.append(tuple(run))
    return found


def _takes(schedule: Resource, code: str) -> bool:
    return any(coding.get("code") == code for each in schedule["serviceType"] for coding in each["coding"])


def _actor(resource: Resource, kind: str) -> str:
    actors = resource.get("actor") or [each["actor"] for each in resource["participant"]]
    return next(id_of(each["reference"]) for each in actors if f"{kind}/" in each["reference"])


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
