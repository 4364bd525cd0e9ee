"""Mends what writes that were cut off left behind in the EHR. Idempotent; touches only what carries our identifiers.

A claim without an appointment is freed; a booked visit whose time is free takes it back; times that a move or a
cancellation left are freed; of two appointments made with one key, one is marked entered in error.
"""

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from clinic.clock import Clock
from tools.ehr.port import FreeTime, VisitRecord
from tools.fhir_client import FhirClient, FhirFailure, VersionConflict
from tools.vendors.fhir.identifiers import APPOINTMENT, CANCELLATION, MOVE, values
from tools.vendors.fhir.slots import SlotBook
from tools.vendors.fhir.visit_reader import VisitReader

if TYPE_CHECKING:
    from tools.vendors.fhir.profile import PlainFhir

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=15)
"""What changed more recently may be the work of a write that is still under way."""
_LOOK_BACK = timedelta(days=1)
_HOLDS = ("booked", "pending")


@dataclass(frozen=True)
class RepairReport:
    """What was mended, by id. `unclear` are visits whose time somebody else has: a person must look at them.

    `failed` names the steps that the EHR did not let us finish; the next run does.
    """

    claims_freed: tuple[str, ...] = ()
    times_taken_back: tuple[str, ...] = ()
    left_times_freed: tuple[str, ...] = ()
    duplicates_withdrawn: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class Repair:
    """One run over the visits and claims from yesterday on."""

    def __init__(
        self, fhir: FhirClient, visits: VisitReader, slots: SlotBook, clock: Clock, grace: timedelta = GRACE
    ) -> None:
        self._fhir = fhir
        self._visits = visits
        self._slots = slots
        self._since = clock.now() - _LOOK_BACK
        self._settled_before = clock.now() - grace
        self._unclear: set[str] = set()
        self._failed: list[str] = []

    async def run(self) -> RepairReport:
        duplicates = await self._step("duplicates", self._withdraw_duplicates)
        taken = await self._step("times of visits", self._take_back)
        left = await self._step("times left", self._free_left)
        claims = await self._step("claims", self._free_claims)
        return RepairReport(
            tuple(claims),
            tuple(taken),
            tuple(left),
            tuple(duplicates),
            tuple(sorted(self._unclear)),
            tuple(self._failed),
        )

    async def _step(self, name: str, mend: Callable[[list[str]], Awaitable[None]]) -> list[str]:
        mended: list[str] = []
        try:
            await mend(mended)
        except FhirFailure as failure:
            logger.warning("Repair of %s is not finished: %s", name, failure)
            self._failed.append(name)
        return mended

    async def _free_claims(self, mended: list[str]) -> None:
        """Claims of writes that never reached their appointment."""
        for time in await self._slots.claimed(self._since):
            if self._is_settled(time.record):
                mended += await self._slots.free([time.id], self._unchanged(time))

    async def _take_back(self, mended: list[str]) -> None:
        """Times of booked visits of ours that stand as free."""
        for visit in await self._settled_visits():
            if visit.appointment.status not in _HOLDS:
                continue
            for time in await self._slots.read(visit.slot_ids):
                if time.free:
                    if await self._still_holds(visit, time.id) and await self._slots.take_back(
                        time, _key(visit)
                    ):
                        mended.append(time.id)
                elif time.holder and time.holder not in visit.keys:
                    self._unclear.add(visit.appointment.id)

    async def _free_left(self, mended: list[str]) -> None:
        """Times that our moves and cancellations left and that nobody freed."""
        for visit in await self._settled_visits():
            left = set(visit.left_slot_ids) - set(visit.slot_ids)
            if visit.appointment.status == "cancelled" and values(visit.record, CANCELLATION):
                left |= set(visit.slot_ids)
            mended += await self._slots.free(sorted(left), self._was_held_by(visit))

    async def _withdraw_duplicates(self, mended: list[str]) -> None:
        """Where If-None-Exist is not minded, two tries at once may have made two appointments."""
        by_key: dict[str, list[VisitRecord]] = defaultdict(list)
        for visit in await self._visits.of_ours(self._since):
            for key in values(visit.record, APPOINTMENT):
                by_key[key].append(visit)
        for same in by_key.values():
            for extra in sorted(same, key=lambda visit: visit.appointment.id)[1:]:
                if extra.appointment.status in _HOLDS and self._is_settled(extra.record):
                    mended += await self._withdraw(extra)

    async def _withdraw(self, visit: VisitRecord) -> Iterable[str]:
        try:
            await self._fhir.update({**visit.record, "status": "entered-in-error"})
        except VersionConflict:
            return ()
        return (visit.appointment.id,)

    async def _settled_visits(self) -> list[VisitRecord]:
        return [each for each in await self._visits.of_ours(self._since) if self._is_settled(each.record)]

    async def _still_holds(self, visit: VisitRecord, slot_id: str) -> bool:
        now = await self._visits.by_id(visit.appointment.id)
        return now is not None and now.appointment.status in _HOLDS and slot_id in now.slot_ids

    def _is_settled(self, record: object) -> bool:
        changed = _changed_at(record)
        return changed is not None and changed < self._settled_before

    def _unchanged(self, seen: FreeTime) -> Callable[[FreeTime], bool]:
        """The claim as it was seen: one that was made again since belongs to a write under way."""
        return lambda time: time.holder == seen.holder and self._is_settled(time.record)

    def _was_held_by(self, visit: VisitRecord) -> Callable[[FreeTime], bool]:
        """Claimed with one of the visit's keys, or filled by the EHR itself and not touched since the visit left it.

        What was filled again since then (staff blocked it, say) is not ours.
        """
        left_at = _changed_at(visit.record)

        def is_ours(time: FreeTime) -> bool:
            changed = _changed_at(time.record)
            if time.holder:
                return time.holder in visit.keys
            return changed is not None and left_at is not None and changed < left_at

        return is_ours


def _key(visit: VisitRecord) -> str:
    """The key of the write that gave the visit its present time."""
    return (values(visit.record, MOVE) or values(visit.record, APPOINTMENT))[-1]


def _changed_at(record: object) -> datetime | None:
    meta = record.get("meta", {}) if isinstance(record, dict) else {}
    told = meta.get("lastUpdated")
    return datetime.fromisoformat(told) if told else None


async def repair(port: "PlainFhir", grace: timedelta = GRACE) -> RepairReport:
    """One run over the clinic's EHR: see this module. For the worker, every few minutes."""
    return await port.repair(grace)
