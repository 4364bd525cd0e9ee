"""Epic as an EHR port. It keeps no key of ours: what an earlier try did is seen by patient, time and person."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

import httpx

from clinic.clock import Clock
from clinic.record_linkage import Particulars
from clinic.settings import ClinicSettings
from clinic.windows import local_instant
from tools.ehr.capabilities import Capabilities, unsupported
from tools.ehr.not_offered import not_supported
from tools.ehr.port import (
    FreeTime,
    NewPatient,
    Overbooking,
    PatientRecord,
    Placement,
    Purpose,
    VisitRecord,
    Workplace,
)
from tools.ehr.results import Booked, Cancelled, Moved, Refused, Registered, Unknown
from tools.fhir_client import Authorization, FhirClient
from tools.fhir_client.connection import DEADLINE
from tools.kept import Kept
from tools.vendors.epic.access import EpicAccess
from tools.vendors.epic.capabilities import capabilities
from tools.vendors.epic.chart import EpicChart
from tools.vendors.epic.directory import DirectoryReader
from tools.vendors.epic.exchange import EpicExchange
from tools.vendors.epic.offers import OfferBook
from tools.vendors.epic.patients import EpicPatients
from tools.vendors.epic.visits import EpicVisits
from tools.vendors.rest import Bookings, connect_rest

_SEEN = ("arrived", "checked-in", "fulfilled")


class Epic:
    """One organization's Epic."""

    def __init__(
        self, exchange: EpicExchange, access: EpicAccess, settings: ClinicSettings, clock: Clock
    ) -> None:
        self._fhir = FhirClient(exchange)
        self._settings = settings
        self._clock = clock
        self._capabilities = capabilities(access.calls)
        self._roster = Kept(DirectoryReader(self._fhir, settings).read)
        self._patients = EpicPatients(self._fhir, settings.country)
        self._offers = OfferBook(exchange, self._fhir, self._roster, settings, access.stu3_url)
        self._visits = EpicVisits(exchange, self._fhir, self._roster, self._offers, settings, access)
        self._bookings = Bookings(self._visits)
        self.chart = EpicChart(self._fhir, settings)

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def workplace(self) -> Workplace:
        return (await self._roster.read()).workplace

    async def patient(self, patient_id: str) -> PatientRecord | None:
        return await self._patients.by_id(patient_id)

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        return await self._patients.candidates(told)

    async def registered_with(self, key: str, person: NewPatient) -> PatientRecord | None:  # noqa: ARG002 none are kept
        return await self._patients.same(person)

    async def was_seen(self, patient_id: str, since: date) -> bool:
        """A finished encounter or a kept appointment on or after `since`."""
        start = local_instant(since, datetime.min.time(), self._settings.zone)
        found = await self._fhir.search(
            "Encounter", [("patient", patient_id), ("date", f"ge{since.isoformat()}")]
        )
        if any(each.get("status") == "finished" for each in found):
            return True
        visits = await self._visits.visits(patient_id, start, self._clock.now())
        return any(each.appointment.status in _SEEN for each in visits)

    async def register(self, person: NewPatient, key: str) -> Registered | Refused | Unknown:
        return await self._patients.register(person, key)

    async def visits(self, patient_id: str, since: datetime) -> list[VisitRecord]:
        return await self._visits.visits(patient_id, since)

    async def visit(self, appointment_id: str) -> VisitRecord | None:
        return await self._visits.visit(appointment_id)

    async def visit_made_with(self, key: str, patient_id: str, slot_ids: Sequence[str]) -> VisitRecord | None:  # noqa: ARG002
        return await self._bookings.held(patient_id, slot_ids)

    def free_times(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime, purpose: Purpose
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        return self._offers.free_times(calendar_ids, start, end, purpose)

    async def times(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        return await self._offers.read(ids, purpose)

    async def hold(self, times: Sequence[FreeTime], key: str, until: datetime) -> Refused:  # noqa: ARG002
        return not_supported("hold_slot")

    async def end_hold(self, ids: Sequence[str], key: str) -> bool:  # noqa: ARG002
        return True

    async def release(self, ids: Sequence[str], key: str) -> bool:  # noqa: ARG002 nothing is claimed beforehand
        return True

    async def book(self, patient_id: str, at: Placement, reason: str, key: str) -> Booked | Refused | Unknown:  # noqa: ARG002
        return await self._bookings.book(patient_id, at, reason)

    async def overbook(
        self,
        patient_id: str,  # noqa: ARG002
        wanted: Overbooking,  # noqa: ARG002
        reason: str,  # noqa: ARG002
        key: str,  # noqa: ARG002
    ) -> Refused:
        return not_supported("overbook_appointment")

    async def move(self, visit: VisitRecord, to: Placement, key: str) -> Moved | Refused | Unknown:  # noqa: ARG002
        cannot = unsupported(self._capabilities, "reschedule_appointment")
        return cannot or await self._bookings.move(visit, to)

    async def finish_move(self, visit: VisitRecord) -> Moved:
        return Moved(appointment=visit.appointment)

    async def cancel(self, visit: VisitRecord, reason: str, key: str) -> Cancelled | Refused | Unknown:  # noqa: ARG002 a visit is cancelled once
        cannot = unsupported(self._capabilities, "cancel_appointment")
        return cannot or await self._bookings.cancel(visit, reason)

    async def finish_cancel(self, visit: VisitRecord) -> Cancelled:
        return Cancelled(appointment=visit.appointment)


@asynccontextmanager
async def open_epic(
    access: EpicAccess,
    authorization: Authorization,
    settings: ClinicSettings,
    clock: Clock,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[Epic]:
    """The organization's EHR. Nothing is sent before the first call; `transport` and `sleep` are for tests."""
    async with connect_rest(
        EpicExchange,
        access.base_url,
        authorization,
        transport=transport,
        headers={"Accept": "application/fhir+json"},
        deadline=deadline,
        sleep=sleep,
    ) as exchange:
        yield Epic(exchange, access, settings, clock)
