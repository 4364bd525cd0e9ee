"""Puts a visit beside those that hold its time, in plain FHIR R4: the Slots stay as they are, the Appointment names them.

One at a time for a calendar's half-day, so that two never count the same room: whoever writes marks the half-day's
first Slot (If-Match), counts the visits that stand beside others, creates the Appointment, and takes the mark away. A
mark has an end of its own, so that one that a crash left behind keeps nobody waiting for long.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from clinic.clock import Clock
from clinic.overbooking import has_room
from clinic.scheduling import Forbidden
from clinic.settings import ClinicSettings
from tools.ehr.port import FreeTime, Overbooking, VisitRecord
from tools.ehr.results import Booked, Refused, Unknown
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, VersionConflict
from tools.vendors.fhir.identifiers import APPOINTMENT, OVERBOOKED, values
from tools.vendors.fhir.slot_records import TAKEN, marked, marked_by, unmarked
from tools.vendors.fhir.slots import SlotBook
from tools.vendors.fhir.visit_reader import VisitReader
from tools.vendors.fhir.visits import new_visit
from tools.vendors.fhir.workplace import KeptWorkplace

logger = logging.getLogger(__name__)

MARKED_FOR = timedelta(minutes=1)
"""Longer than a tool may take (`tools.ehr.server`): who marked is surely gone by then."""
_PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries to be the one who writes."""
_HELD: Refused = Refused(code="slot_taken", detail="held or blocked, by no visit")
_NO_SUCH_TIME = Refused(code="not_bookable", detail="no_such_time")


class Overbookings:
    """A try with the same key has one effect. Raises FhirFailure only before anything is written."""

    def __init__(
        self,
        fhir: FhirClient,
        settings: ClinicSettings,
        clock: Clock,
        workplace: KeptWorkplace,
        visits: VisitReader,
        slots: SlotBook,
    ) -> None:
        self._fhir = fhir
        self._settings = settings
        self._clock = clock
        self._workplace = workplace
        self._visits = visits
        self._slots = slots

    async def overbook(
        self, patient_id: str, wanted: Overbooking, reason: str, key: str
    ) -> Booked | Refused | Unknown:
        for pause in _PAUSES:
            await asyncio.sleep(pause)
            listed = await self._slots.listed(
                wanted.calendar_id, wanted.half_day.start, max(wanted.half_day.end, wanted.taken.end)
            )
            times = _covering(listed, wanted)
            if not times:
                return _NO_SUCH_TIME
            first = listed[0]
            standing = await self._visits.on_times([each.id for each in listed])
            if self._is_marked(first, standing, key):
                continue
            if (refusal := _refusal(wanted, times, standing, key)) is not None:
                return refusal
            try:
                await self._fhir.update(marked(first.record, key, self._clock.now() + MARKED_FOR))
            except VersionConflict:
                continue
            return await self._write(patient_id, wanted, times, reason, key, first.id)
        return Refused(code="ehr_unavailable", detail="others are being booked into this half-day")

    def _is_marked(self, first: FreeTime, standing: Sequence[VisitRecord], key: str) -> bool:
        """Whether somebody else writes at this moment: their mark has not run out, and their visit is not there yet."""
        other, until = marked_by(first.record)
        is_theirs = other not in ("", key) and until > self._clock.now()
        return is_theirs and not any(other in each.keys for each in standing)

    async def _write(
        self,
        patient_id: str,
        wanted: Overbooking,
        times: tuple[FreeTime, ...],
        reason: str,
        key: str,
        first_id: str,
    ) -> Booked | Refused | Unknown:
        """The mark is ours. It stays where the answer was lost: the visit may yet appear, and counts."""
        free = [each for each in times if _is_open(each, key)]
        try:
            if free and not await self._slots.claim(free, key):
                await self._unmark(first_id, key)
                return Refused(code="slot_taken")
            at = replace(wanted.at, times=times)
            workplace, now = await self._workplace.read(), self._clock.now()
            visit = new_visit(
                patient_id, at, reason, key, now, workplace, self._settings, is_beside=len(free) < len(times)
            )
            created = await self._fhir.create(visit, if_none_exist=(APPOINTMENT, key))
        except LostAnswer:
            made = await self._read_back(key)
            return Booked(appointment=made.appointment) if made else Unknown(detail="overbook")
        except FhirFailure as failure:
            released = await self._slots.release([each.id for each in free], key)
            await self._unmark(first_id, key)
            return (
                Refused(code="ehr_unavailable", detail=failure.message)
                if released
                else Unknown(detail="release")
            )
        await self._unmark(first_id, key)
        record = await self._visits.record(created)
        return Booked(appointment=record.appointment) if record else Unknown(detail="overbook")

    async def _unmark(self, slot_id: str, key: str) -> None:
        """What fails here ends by itself."""
        try:
            slot = await self._fhir.read("Slot", slot_id)
            if marked_by(slot)[0] == key:
                await self._fhir.update(unmarked(slot))
        except FhirFailure as failure:
            logger.warning("A half-day stays marked for a minute: %s", failure)

    async def _read_back(self, key: str) -> VisitRecord | None:
        try:
            return await self._visits.made_with(key)
        except FhirFailure:
            return None


def _covering(listed: Sequence[FreeTime], wanted: Overbooking) -> tuple[FreeTime, ...]:
    """The times, in a row and without a gap, that the visit takes; none where the calendar has no such row."""
    row = tuple(each for each in listed if each.start < wanted.taken.end and each.end > wanted.taken.start)
    is_whole = (
        bool(row)
        and row[0].start == wanted.taken.start
        and row[-1].end >= wanted.taken.end
        and all(earlier.end == later.start for earlier, later in pairwise(row))
    )
    return row if is_whole else ()


def _refusal(
    wanted: Overbooking, times: Sequence[FreeTime], standing: Sequence[VisitRecord], key: str
) -> Refused | None:
    """Why the visit may not stand beside those that hold the times; None when it may."""
    in_use = {slot_id for each in standing for slot_id in each.slot_ids}
    full = [each for each in times if not _is_open(each, key)]
    if any(each.record["status"] != TAKEN or each.id not in in_use for each in full):
        return _HELD
    if not full:
        return None
    beside = [each for each in standing if values(each.record, OVERBOOKED)]
    at_the_time = sum(any(time.id in each.slot_ids for time in full) for each in beside)
    in_the_half_day = sum(each.appointment.start in wanted.half_day for each in beside)
    verdict = has_room(wanted.allowance, at_the_time, in_the_half_day)
    return Refused(code="not_bookable", detail=verdict.rule) if isinstance(verdict, Forbidden) else None


def _is_open(time: FreeTime, key: str) -> bool:
    """Free, or claimed by an earlier try with the key that did not get to its Appointment."""
    return time.free or time.holder == key
