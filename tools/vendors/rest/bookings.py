"""Booking, moving and cancelling where the EHR keeps no idempotency keys: one write, and a look at what it did.

A write whose answer was lost is never sent again: the patient's visits are read back, and a visit at exactly that time is
the one that was meant. Where that shows nothing either, the outcome is Unknown.
"""

from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from tools.ehr.port import Placement, VisitRecord
from tools.ehr.results import Booked, Cancelled, Moved, Refused, Unknown
from tools.fhir_client import FhirFailure, LostAnswer, NotFound, VersionConflict
from tools.vendors.rest.places import TimeId

_HOLDS_TIME = ("booked", "pending", "arrived", "checked-in", "fulfilled")
_AROUND = timedelta(hours=1)
Gone: TypeAlias = Literal["slot_taken", "changed_meanwhile"]


class Scheduling(Protocol):
    """A vendor's calls. `VisitRecord.slot_ids` is the one time that a visit holds, as free times are named.

    Writes raise FhirFailure: VersionConflict and NotFound mean that the time or the visit is gone.
    """

    async def start_of(self, time: TimeId) -> datetime: ...

    async def visits(
        self, patient_id: str, since: datetime, until: datetime | None = None
    ) -> list[VisitRecord]: ...

    async def visit(self, appointment_id: str) -> VisitRecord | None: ...

    async def take(self, patient_id: str, at: Placement, reason: str) -> None: ...

    async def reschedule(self, visit: VisitRecord, to: Placement) -> None: ...

    async def drop(self, visit: VisitRecord, reason: str) -> None: ...


class Bookings:
    """The writes of `EhrPort` on a vendor's calls."""

    def __init__(self, scheduling: Scheduling) -> None:
        self._scheduling = scheduling

    async def held(self, patient_id: str, slot_ids: Sequence[str]) -> VisitRecord | None:
        """The patient's visit at exactly this time. Raises FhirFailure."""
        time = TimeId.parse(slot_ids[0]) if len(slot_ids) == 1 else None
        if time is None:
            return None
        start = await self._scheduling.start_of(time)
        visits = await self._scheduling.visits(patient_id, start - _AROUND, start + _AROUND)
        return next(
            (
                each
                for each in visits
                if each.slot_ids == tuple(slot_ids) and each.appointment.status in _HOLDS_TIME
            ),
            None,
        )

    async def book(self, patient_id: str, at: Placement, reason: str) -> Booked | Refused | Unknown:
        failure = await _failure_of(self._scheduling.take(patient_id, at, reason))
        made = await self._look(failure, patient_id, at)
        if made is not None:
            return Booked(appointment=made.appointment)
        return _refused(failure, gone="slot_taken") or Unknown(detail="book")

    async def move(self, visit: VisitRecord, to: Placement) -> Moved | Refused | Unknown:
        failure = await _failure_of(self._scheduling.reschedule(visit, to))
        made = await self._look(failure, visit.patient_id, to)
        if made is not None:
            return Moved(appointment=made.appointment)
        return _refused(failure, gone="slot_taken") or Unknown(detail="move")

    async def cancel(self, visit: VisitRecord, reason: str) -> Cancelled | Refused | Unknown:
        failure = await _failure_of(self._scheduling.drop(visit, reason))
        now = None
        if _may_be_done(failure):
            try:
                now = await self._scheduling.visit(visit.appointment.id)
            except FhirFailure:
                now = None
        if now is not None and now.appointment.status == "cancelled":
            return Cancelled(appointment=now.appointment)
        return _refused(failure, gone="changed_meanwhile") or Unknown(detail="cancel")

    async def _look(self, failure: FhirFailure | None, patient_id: str, at: Placement) -> VisitRecord | None:
        """What the EHR shows after a write; None also where it does not show it."""
        if not _may_be_done(failure):
            return None
        try:
            return await self.held(patient_id, [each.id for each in at.times])
        except FhirFailure:
            return None


async def _failure_of(write: Awaitable[None]) -> FhirFailure | None:
    try:
        await write
    except FhirFailure as failure:
        return failure
    return None


def _may_be_done(failure: FhirFailure | None) -> bool:
    """Whether it is worth a look. A refusal may hide that an earlier try took effect: it conflicts with that one."""
    return failure is None or isinstance(failure, LostAnswer | VersionConflict | NotFound)


def _refused(failure: FhirFailure | None, *, gone: Gone) -> Refused | None:
    """None when nobody knows what came of it."""
    if failure is None or isinstance(failure, LostAnswer):
        return None
    if isinstance(failure, VersionConflict | NotFound):
        return Refused(code=gone)
    return Refused(code="ehr_unavailable", detail=failure.message)
