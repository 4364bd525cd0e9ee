"""STU3 `$find` and `$book`: offers with ids of one use, on the calendars of the seed.

Shapes: https://fhir.epic.com/Specifications?api=840 and 841, and Penn-Medicine-CHCI/cobalt-api. What Epic answers when
a time was taken meanwhile is not documented: `taken` says with what to refuse.
"""

import asyncio
import secrets
from dataclasses import dataclass, field

from starlette.responses import JSONResponse, Response

from clinic.settings import ClinicSettings
from evals.standins.epic_server.answers import Resource, bundle, refused, shown
from evals.standins.epic_server.calendars import Offer, appointment_of, instant, moment, openings, take
from tools.fhir_client import FhirClient
from tools.vendors.fhir.identifiers import id_of


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
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
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
        start, end = (moment(told[name]["valueDateTime"]) for name in ("startTime", "endTime"))
        location = id_of(told.get("location-reference", {}).get("valueReference", {}).get("reference", ""))
        offers = await openings(fhir, self.settings, kind, start, end, location)
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
        async with self.writing:
            if self.snatched:
                await take(fhir, offer)
            if not await take(fhir, offer):
                return refused(self.taken[1], self.taken[0])
            booked = await fhir.create_unconditionally(appointment_of(offer, patient_id, note))
        return JSONResponse(bundle([shown(booked)], f"{base}/Appointment"))

    def _kind(self, codes: set[str]) -> str | None:
        known = {each.service_type for each in self.settings.visit_types.values()}
        return next(iter(codes & known), None)

    def _proposed(self, offer: Offer, patient: Resource | None) -> Resource:
        """An id that stands for this offer until it is booked: another one in every answer."""
        temporary = f"e{secrets.token_urlsafe(24).replace('_', '.')}3"
        self.offers[temporary] = offer
        appointment = appointment_of(offer, patient["id"] if patient else "", "")
        contained = [
            {"resourceType": "Schedule", "id": "sched", "actor": offer.schedule["actor"]},
            {
                "resourceType": "Slot",
                "id": "slot",
                "schedule": {"reference": "#sched"},
                "status": "free",
                "start": instant(offer.start),
                "end": instant(offer.end),
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
