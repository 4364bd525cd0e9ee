"""An EHR port over a vendor's REST interface: people, times and visits are the vendor's, how they are used is shared."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time
from typing import Protocol

from clinic.clock import Clock
from clinic.record_linkage import Particulars
from clinic.settings import ClinicSettings
from clinic.windows import local_instant
from tools.ehr.capabilities import Capabilities
from tools.ehr.not_offered import NotOffered, not_supported
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
from tools.vendors.rest.bookings import Bookings, Scheduling
from tools.vendors.rest.roster import KeptRoster

_SEEN = ("arrived", "checked-in", "fulfilled")


class People(Protocol):
    """A vendor's patients."""

    async def by_id(self, patient_id: str) -> PatientRecord | None: ...

    async def candidates(self, told: Particulars) -> list[PatientRecord]: ...

    async def registered_with(self, person: NewPatient) -> PatientRecord | None:
        """This very person, put on file so lately that an earlier try may have done it."""
        ...

    async def register(self, person: NewPatient) -> Registered | Refused | Unknown: ...


class Times(Protocol):
    """A vendor's free times, as `EhrPort` has them."""

    def free_times(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime, purpose: Purpose
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]: ...

    async def read(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]: ...


class RestProfile:
    """One practice. No write has an idempotency key there, so that keys are not used: see `Bookings`."""

    def __init__(
        self,
        *,
        capabilities: Capabilities,
        roster: KeptRoster,
        people: People,
        times: Times,
        scheduling: Scheduling,
        chart: NotOffered,
        settings: ClinicSettings,
        clock: Clock,
    ) -> None:
        self.capabilities = capabilities
        self.chart = chart
        self._roster = roster
        self._people = people
        self._times = times
        self._scheduling = scheduling
        self._bookings = Bookings(scheduling)
        self._settings = settings
        self._clock = clock

    async def workplace(self) -> Workplace:
        return (await self._roster.read()).workplace

    async def patient(self, patient_id: str) -> PatientRecord | None:
        return await self._people.by_id(patient_id)

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        return await self._people.candidates(told)

    async def registered_with(self, key: str, person: NewPatient) -> PatientRecord | None:  # noqa: ARG002
        return await self._people.registered_with(person)

    async def was_seen(self, patient_id: str, since: date) -> bool:
        """A visit that was kept on or after `since`."""
        start = local_instant(since, time(), self._settings.zone)
        visits = await self._scheduling.visits(patient_id, start, self._clock.now())
        return any(each.appointment.status in _SEEN for each in visits)

    async def register(self, person: NewPatient, key: str) -> Registered | Refused | Unknown:  # noqa: ARG002
        return await self._people.register(person)

    async def visits(self, patient_id: str, since: datetime) -> list[VisitRecord]:
        return await self._scheduling.visits(patient_id, since)

    async def visit(self, appointment_id: str) -> VisitRecord | None:
        return await self._scheduling.visit(appointment_id)

    async def visit_made_with(
        self,
        key: str,  # noqa: ARG002
        patient_id: str,
        slot_ids: Sequence[str],
    ) -> VisitRecord | None:
        return await self._bookings.held(patient_id, slot_ids)

    def free_times(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime, purpose: Purpose
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        return self._times.free_times(calendar_ids, start, end, purpose)

    async def times(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        return await self._times.read(ids, purpose)

    async def hold(self, times: Sequence[FreeTime], key: str, until: datetime) -> Refused:  # noqa: ARG002
        return not_supported("hold_slot")

    async def end_hold(self, ids: Sequence[str], key: str) -> bool:  # noqa: ARG002
        return True

    async def release(self, ids: Sequence[str], key: str) -> bool:  # noqa: ARG002
        return True  # nothing is claimed beforehand

    async def book(
        self,
        patient_id: str,
        at: Placement,
        reason: str,
        key: str,  # noqa: ARG002
    ) -> Booked | Refused | Unknown:
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
        return await self._bookings.move(visit, to)

    async def finish_move(self, visit: VisitRecord) -> Moved:
        return Moved(appointment=visit.appointment)

    async def cancel(
        self,
        visit: VisitRecord,
        reason: str,
        key: str,  # noqa: ARG002
    ) -> Cancelled | Refused | Unknown:
        return await self._bookings.cancel(visit, reason)

    async def finish_cancel(self, visit: VisitRecord) -> Cancelled:
        return Cancelled(appointment=visit.appointment)
