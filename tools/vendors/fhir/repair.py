"""Mends what writes that were cut off left behind in the EHR. Idempotent; touches only what carries our identifiers.

A claim without an appointment and a hold that has run out are freed; a booked visit whose time is free takes it back;
times that a move or a cancellation left are freed; of two appointments made with one key, one is marked entered in
error. What the EHR refuses, and visits whose time is somebody else's or nowhere, are for people.
"""

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from clinic.clock import Clock
from tools.ehr.port import FreeTime, VisitRecord
from tools.ehr.repair import RepairReport, UnclearVisit, Why
from tools.fhir_client import FhirClient, FhirFailure, NotFound, Rejected, VersionConflict
from tools.vendors.fhir.identifiers import APPOINTMENT, CANCELLATION, MOVE, values
from tools.vendors.fhir.slots import SlotBook
from tools.vendors.fhir.visit_reader import VisitReader
from tools.vendors.fhir.visits import is_beside_others

if TYPE_CHECKING:
    from tools.vendors.fhir.profile import PlainFhir

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=15)
"""What changed more recently may be the work of a write that is still under way."""
_LOOK_BACK = timedelta(days=1)
_HOLDS = ("booked", "pending")


class Repair:
    """One run over the visits and claims from yesterday on."""

    def __init__(
        self, fhir: FhirClient, visits: VisitReader, slots: SlotBook, clock: Clock, grace: timedelta = GRACE
    ) -> None:
        self._fhir = fhir
        self._visits = visits
        self._slots = slots
        self._now = clock.now()
        self._since = self._now - _LOOK_BACK
        self._settled_before = clock.now() - grace
        self._unclear: list[UnclearVisit] = []
        self._failed: list[str] = []

    async def run(self) -> RepairReport:
        duplicates = await self._step("duplicates", self._withdraw_duplicates)
        taken = await self._step("times of visits", self._take_back)
        left = await self._step("times left", self._free_left)
        claims = await self._step("claims", self._free_claims)
        holds = await self._step("holds", self._free_holds)
        return RepairReport(
            tuple(claims),
            tuple(holds),
            tuple(taken),
            tuple(left),
            tuple(duplicates),
            tuple(dict.fromkeys(self._unclear)),
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
        settled = [time for time in await self._slots.claimed(self._since) if self._is_settled(time.record)]
        for time in await self._slots.not_in_use(settled):
            unclear = _of_claim(time)
            with self._for_people(unclear):
                freed = await self._slots.free([time.id], self._unchanged(time))
                mended += freed
                if not freed and await self._is_stuck(time):
                    self._unclear.append(unclear)

    async def _is_stuck(self, seen: FreeTime) -> bool:
        """Whether the claim still stands as it was seen, and nothing holds the time: the EHR keeps it so."""
        now = [time for time in await self._slots.read([seen.id]) if self._unchanged(seen)(time)]
        return bool(await self._slots.not_in_use([time for time in now if not time.free]))

    async def _free_holds(self, mended: list[str]) -> None:
        """Holds of conversations that went away. Everybody may have had these times all along; now the EHR shows it."""
        for time in await self._slots.held_in_vain(self._since):
            mended += await self._slots.free([time.id], lambda seen: seen.free)

    async def _take_back(self, mended: list[str]) -> None:
        """Times of booked visits of ours that stand as free."""
        for visit in await self._settled_visits():
            if visit.appointment.status not in _HOLDS:
                continue
            times = await self._slots.read(visit.slot_ids)
            if len(times) < max(1, len(visit.slot_ids)) and visit.appointment.start > self._now:
                self._unclear.append(_of_visit("time_gone" if visit.slot_ids else "no_time", visit))
            for time in times:
                if time.free:
                    with self._for_people(_of_visit("time_not_taken_back", visit)):
                        if await self._still_holds(visit, time.id) and await self._slots.take_back(
                            time, _key(visit)
                        ):
                            mended.append(time.id)
                elif time.holder and time.holder not in visit.keys and not is_beside_others(visit):
                    self._unclear.append(_of_visit("time_taken", visit))

    async def _free_left(self, mended: list[str]) -> None:
        """Times that our moves and cancellations left and that nobody freed."""
        for visit in await self._settled_visits():
            left = set(visit.left_slot_ids) - set(visit.slot_ids)
            if visit.appointment.status == "cancelled" and values(visit.record, CANCELLATION):
                left |= set(visit.slot_ids)
            with self._for_people(_of_visit("time_not_freed", visit, sorted(left))):
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
                    with self._for_people(_of_visit("twice", extra)):
                        mended += await self._withdraw(extra)

    async def _withdraw(self, visit: VisitRecord) -> Sequence[str]:
        try:
            await self._fhir.update({**visit.record, "status": "entered-in-error"})
        except VersionConflict:
            return ()
        return (visit.appointment.id,)

    @contextmanager
    def _for_people(self, unclear: UnclearVisit) -> Iterator[None]:
        """Around one thing that is mended: what the EHR refuses is left to people, and does not keep the rest waiting."""
        try:
            yield
        except Rejected:
            self._unclear.append(unclear)
        except NotFound:
            logger.info("What was to be mended is gone from the EHR.")

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
            if time.holder or is_beside_others(visit):
                return time.holder in visit.keys
            return changed is not None and left_at is not None and changed < left_at

        return is_ours


def _key(visit: VisitRecord) -> str:
    """The key of the write that gave the visit its present time."""
    keys = (
        values(visit.record, MOVE) or values(visit.record, APPOINTMENT) or values(visit.record, CANCELLATION)
    )
    return keys[-1]


def _of_visit(why: Why, visit: VisitRecord, slot_ids: Sequence[str] | None = None) -> UnclearVisit:
    return UnclearVisit(
        why,
        appointment_id=visit.appointment.id,
        patient_id=visit.patient_id,
        slot_ids=tuple(visit.slot_ids if slot_ids is None else slot_ids),
        start=visit.appointment.start,
        clinician=visit.appointment.clinician_name,
        key=_key(visit),
    )


def _of_claim(time: FreeTime) -> UnclearVisit:
    return UnclearVisit("claim_not_freed", slot_ids=(time.id,), start=time.start, key=time.holder)


def _changed_at(record: object) -> datetime | None:
    meta = record.get("meta", {}) if isinstance(record, dict) else {}
    told = meta.get("lastUpdated")
    return datetime.fromisoformat(told) if told else None


async def repair(port: "PlainFhir", grace: timedelta = GRACE) -> RepairReport:
    """One run over the clinic's EHR: see this module. For the worker, every few minutes."""
    return await port.repair(grace)
