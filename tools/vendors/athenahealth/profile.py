"""athenaOne as an EHR port: REST for patients and scheduling, the practice's departments with their time zones."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

import httpx

from clinic.clock import Clock
from clinic.record_linkage import Particulars
from clinic.settings import ClinicSettings
from clinic.windows import local_instant
from tools.ehr.capabilities import Capabilities
from tools.ehr.port import FreeTime, NewPatient, PatientRecord, Placement, Purpose, VisitRecord, Workplace
from tools.ehr.results import Booked, Cancelled, Moved, Refused, Registered, Unknown
from tools.fhir_client.connection import DEADLINE
from tools.vendors.athenahealth.access import AthenahealthAccess
from tools.vendors.athenahealth.capabilities import CAPABILITIES
from tools.vendors.athenahealth.chart import AthenaChart
from tools.vendors.athenahealth.client import AthenaClient, AthenaExchange
from tools.vendors.athenahealth.directory import DirectoryReader
from tools.vendors.athenahealth.patients import AthenaPatients
from tools.vendors.athenahealth.times import OpenTimes
from tools.vendors.athenahealth.visits import AthenaVisits
from tools.vendors.rest import Bookings, Client, KeptRoster, connect_rest, open_client_credentials

_SEEN = ("arrived", "checked-in", "fulfilled")


class Athenahealth:
    """One practice. No write has an idempotency key there: see `tools.vendors.rest.Bookings`."""

    def __init__(self, client: AthenaClient, settings: ClinicSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._roster = KeptRoster(DirectoryReader(client, settings, clock).read)
        self._patients = AthenaPatients(client, self._roster, settings, clock)
        self._times = OpenTimes(client, self._roster)
        self._visits = AthenaVisits(client, self._roster, clock)
        self._bookings = Bookings(self._visits)
        self.chart = AthenaChart(client, self._roster, clock)

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def workplace(self) -> Workplace:
        return (await self._roster.get()).workplace

    async def patient(self, patient_id: str) -> PatientRecord | None:
        return await self._patients.by_id(patient_id)

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        return await self._patients.candidates(told)

    async def registered_with(self, key: str, person: NewPatient) -> PatientRecord | None:  # noqa: ARG002 none are kept
        return await self._patients.registered_with(person)

    async def was_seen(self, patient_id: str, since: date) -> bool:
        """A visit that was checked in or out on or after `since`."""
        start = local_instant(since, datetime.min.time(), self._settings.zone)
        visits = await self._visits.visits(patient_id, start, self._clock.now())
        return any(each.appointment.status in _SEEN for each in visits)

    async def register(self, person: NewPatient, key: str) -> Registered | Refused | Unknown:  # noqa: ARG002
        return await self._patients.register(person)

    async def visits(self, patient_id: str, since: datetime) -> list[VisitRecord]:
        return await self._visits.visits(patient_id, since)

    async def visit(self, appointment_id: str) -> VisitRecord | None:
        return await self._visits.visit(appointment_id)

    async def visit_made_with(self, key: str, patient_id: str, slot_ids: Sequence[str]) -> VisitRecord | None:  # noqa: ARG002
        return await self._bookings.held(patient_id, slot_ids)

    def free_times(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime, purpose: Purpose
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        return self._times.free_times(calendar_ids, start, end, purpose)

    async def times(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        return await self._times.read(ids, purpose)

    async def release(self, ids: Sequence[str], key: str) -> bool:  # noqa: ARG002 nothing is claimed beforehand
        return True

    async def book(self, patient_id: str, at: Placement, reason: str, key: str) -> Booked | Refused | Unknown:  # noqa: ARG002
        return await self._bookings.book(patient_id, at, reason)

    async def move(self, visit: VisitRecord, to: Placement, key: str) -> Moved | Refused | Unknown:  # noqa: ARG002
        return await self._bookings.move(visit, to)

    async def finish_move(self, visit: VisitRecord) -> Moved:
        return Moved(appointment=visit.appointment)

    async def cancel(self, visit: VisitRecord, reason: str, key: str) -> Cancelled | Refused | Unknown:  # noqa: ARG002 a visit is cancelled once
        return await self._bookings.cancel(visit, reason)

    async def finish_cancel(self, visit: VisitRecord) -> Cancelled:
        return Cancelled(appointment=visit.appointment)


@asynccontextmanager
async def open_athenahealth(
    access: AthenahealthAccess,
    settings: ClinicSettings,
    clock: Clock,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Athenahealth]:
    """The practice's EHR. Nothing is sent before the first call; what follows `clock` is for tests."""
    client = Client(access.token_url, access.client_id, access.client_secret, scope=access.scope)
    async with (
        open_client_credentials(client, transport=transport, monotonic=monotonic) as tokens,
        connect_rest(
            AthenaExchange, access.rest_url, tokens, transport=transport, deadline=deadline, sleep=sleep
        ) as exchange,
    ):
        yield Athenahealth(AthenaClient(exchange), settings, clock)
