"""Times of a calendar: reading Slots, holding them for a while, claiming them for one booking, and freeing them again."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from clinic.clock import Clock
from tools.ehr.port import FreeTime
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, Resource, VersionConflict
from tools.vendors.fhir.identifiers import CLAIM, HOLD, id_of
from tools.vendors.fhir.slot_records import (
    FREE,
    HELD,
    TAKEN,
    free_time,
    freed,
    held,
    hold_end,
    instant,
    taken,
)

logger = logging.getLogger(__name__)

PAGE = 200
HOLDS_TIME = ("proposed", "pending", "booked", "arrived", "checked-in", "fulfilled", "waitlist")
"""Statuses of appointments whose slots stay taken."""
_TRIES = 3
_AT_ONCE = 50
"""Times named in one search."""
_Change = Callable[[Mapping[str, Any]], Resource]
"""What a write makes of a Slot."""


class SlotBook:
    """The Slots of one FHIR server. A hold of ours that has run out is a free time to all methods."""

    def __init__(self, fhir: FhirClient, clock: Clock) -> None:
        self._fhir = fhir
        self._clock = clock

    async def free_times(
        self, schedule_ids: Sequence[str], start: datetime, end: datetime
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        """Free times that start in [start, end), in order of start, page by page, and whether it is the last.

        Some servers cut an answer at `_count` and name no next page: a full last page is gone on from where it ends.
        """
        schedules = frozenset(schedule_ids)
        seen: set[str] = set()
        since = start
        while True:
            unseen: list[FreeTime] = []
            is_cut = False
            async for page, is_last in self._fhir.pages("Slot", _free(schedule_ids, since, end)):
                times = sorted(map(self._time, page), key=lambda each: each.start)
                # Checked again: not every server minds every parameter.
                unseen = [each for each in times if since <= each.start < end and each.id not in seen]
                seen.update(each.id for each in unseen)
                is_cut = is_last and len(page) >= PAGE and bool(unseen)
                free = [each for each in unseen if each.free and each.calendar_id in schedules]
                yield free, is_last and not is_cut
            if not is_cut:
                return
            since = unseen[-1].start

    async def listed(self, schedule_id: str, start: datetime, end: datetime) -> list[FreeTime]:
        """All times of a calendar that start in [start, end), free or not, in order of start."""
        wanted = [
            ("schedule", f"Schedule/{schedule_id}"),
            ("start", f"ge{instant(start)}"),
            ("start", f"lt{instant(end)}"),
            ("_count", str(PAGE)),
        ]
        times = map(self._time, await self._fhir.search("Slot", wanted))
        here = (each for each in times if each.calendar_id == schedule_id and start <= each.start < end)
        return sorted(here, key=lambda each: (each.start, each.id))

    async def read(self, ids: Sequence[str]) -> list[FreeTime]:
        """The times with these ids that exist, free or not, in order of start."""
        if not ids:
            return []
        found = await self._fhir.search("Slot", [("_id", ",".join(ids))])
        return sorted(map(self._time, found), key=lambda each: each.start)

    async def claim(self, times: Sequence[FreeTime], key: str) -> bool:
        """Take all these times for `key`, or none: False when somebody else was faster on one of them.

        Times that `key` holds or took already are its own, so that a claim cut off by a crash is finished.
        Raises `LostAnswer` when a claim's answer was lost and reading back did not clear it up.
        """
        return await self._take(times, key, lambda slot: taken(slot, key), (TAKEN,))

    async def hold(self, times: Sequence[FreeTime], key: str, until: datetime) -> bool:
        """Hold all these times for `key`, or none, as `claim` does. What `key` holds already keeps its own end."""
        return await self._take(times, key, lambda slot: held(slot, key, until), (TAKEN, HELD))

    async def _take(
        self, times: Sequence[FreeTime], key: str, change: _Change, enough: Sequence[str]
    ) -> bool:
        """`enough` are the statuses in which a time of `key` needs no write."""
        tried: list[str] = []
        try:
            for each in times:
                tried.append(each.id)
                if not await self._take_one(each, key, change, enough):
                    await self.release(tried[:-1], key)  # the one that was lost is surely not ours
                    return False
        except FhirFailure as failure:
            if not await self.release(tried, key):
                raise LostAnswer("The EHR failed while slots were claimed.") from failure
            raise
        return True

    async def _take_one(self, time: FreeTime, key: str, change: _Change, enough: Sequence[str]) -> bool:
        lost: LostAnswer | None = None
        for _ in range(_TRIES):
            if not time.free and (time.holder != key or time.record["status"] in enough):
                return time.holder == key
            try:
                await self._fhir.update(change(time.record))
            except VersionConflict:
                lost = None
            except LostAnswer as failure:
                # If-Match makes a second try harmless: it conflicts when the first took effect.
                lost = failure
            else:
                return True
            time = self._time(await self._fhir.read("Slot", time.id))
        if lost is not None:
            raise lost
        return time.holder == key and time.record["status"] in enough

    async def release(self, ids: Sequence[str], key: str) -> bool:
        """Give back what `key` took and did not use. False (and a log line) when something may have stayed behind.

        A second try with the key, or the repair job, finds claims that stayed. Without ids nothing is asked.
        """
        return not ids or await self._freed_quietly(ids, lambda time: time.holder == key)

    async def end_hold(self, ids: Sequence[str], key: str) -> bool:
        """Free what `key` still holds; what it has claimed belongs to a booking, which may be under way."""
        return await self._freed_quietly(
            ids, lambda time: time.holder == key and time.record["status"] == HELD
        )

    async def vacate(self, ids: Sequence[str], keys: frozenset[str], *, claimed_only: bool = False) -> bool:
        """Free what a visit has left: slots that one of its keys claimed, or that the EHR itself had filled.

        `claimed_only`: those that it claimed, and no others.
        """
        return await self._freed_quietly(
            ids, lambda time: time.holder in keys if time.holder else not claimed_only
        )

    async def _freed_quietly(self, ids: Sequence[str], is_ours: Callable[[FreeTime], bool]) -> bool:
        try:
            await self.free(ids, is_ours)
        except FhirFailure as failure:
            logger.warning("Slots could not be freed: %s", failure)
            return False
        return True

    async def free(self, ids: Sequence[str], is_ours: Callable[[FreeTime], bool]) -> list[str]:
        """Free taken and held times that are ours and that no appointment uses; which those were. Raises FhirFailure."""
        times = [time for time in await self.read(ids) if _is_kept(time) and is_ours(time)]
        in_use = await self._in_use([time.id for time in times if time.record["status"] == TAKEN])
        return [time.id for time in times if time.id not in in_use and await self._free_one(time, is_ours)]

    async def _free_one(self, time: FreeTime, is_ours: Callable[[FreeTime], bool]) -> bool:
        for _ in range(_TRIES):
            try:
                await self._fhir.update(freed(time.record))
                return True
            except VersionConflict:
                time = self._time(await self._fhir.read("Slot", time.id))
                if not _is_kept(time) or not is_ours(time) or await self._in_use([time.id]):
                    return False
        return False

    async def take_back(self, time: FreeTime, key: str) -> bool:
        """Take a free time for the visit of `key` that holds it already. False when somebody was faster."""
        try:
            await self._fhir.update(taken(time.record, key))
        except VersionConflict:
            return False
        return True

    async def claimed(self, since: datetime) -> list[FreeTime]:
        """Busy times with a claim of ours that start at or after `since`."""
        return await self._ours(CLAIM, TAKEN, since)

    async def held_in_vain(self, since: datetime) -> list[FreeTime]:
        """Times that start at or after `since` and whose hold has run out."""
        return [each for each in await self._ours(HOLD, HELD, since) if each.free]

    async def _ours(self, system: str, status: str, since: datetime) -> list[FreeTime]:
        wanted = [("identifier", f"{system}|"), ("status", status), ("start", f"ge{instant(since)}")]
        found = map(self._time, await self._fhir.search("Slot", [*wanted, ("_count", str(PAGE))]))
        return [each for each in found if each.holder and each.record["status"] == status]

    async def not_in_use(self, times: Sequence[FreeTime]) -> list[FreeTime]:
        """Those of the times that no appointment holds."""
        unused: list[FreeTime] = []
        for first in range(0, len(times), _AT_ONCE):
            some = times[first : first + _AT_ONCE]
            in_use = await self._in_use([each.id for each in some])
            unused += [each for each in some if each.id not in in_use]
        return unused

    async def _in_use(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the slots that an appointment holds."""
        if not ids:
            return frozenset()
        holding = await self._fhir.search(
            "Appointment",
            [("slot", ",".join(f"Slot/{each}" for each in ids)), ("status", ",".join(HOLDS_TIME))],
        )
        return frozenset(id_of(slot["reference"]) for each in holding for slot in each.get("slot", ()))

    def _time(self, slot: Resource) -> FreeTime:
        return free_time(slot, self._clock.now())


def _is_kept(time: FreeTime) -> bool:
    """Taken, by us or by the EHR itself, or held by us; what others hold is none of ours."""
    return time.record["status"] == TAKEN or hold_end(time.record) is not None


def _free(schedule_ids: Sequence[str], start: datetime, end: datetime) -> list[tuple[str, str]]:
    """The search for slots that start in [start, end) and are free, or held for perhaps no longer."""
    return [
        ("schedule", ",".join(f"Schedule/{each}" for each in schedule_ids)),
        ("status", f"{FREE},{HELD}"),
        ("start", f"ge{instant(start)}"),
        ("start", f"lt{instant(end)}"),
        ("_sort", "start"),
        ("_count", str(PAGE)),
        ("_total", "none"),
    ]
