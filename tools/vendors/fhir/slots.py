"""Times of a calendar: reading Slots, claiming them for one booking, and freeing them again."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tools.ehr.port import FreeTime
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, Resource, VersionConflict
from tools.vendors.fhir.identifiers import CLAIM, id_of, identifier, values

logger = logging.getLogger(__name__)

PAGE = 200
HOLDS_TIME = ("proposed", "pending", "booked", "arrived", "checked-in", "fulfilled", "waitlist")
"""Statuses of appointments whose slots stay taken."""
_TRIES = 3
_AT_ONCE = 50
"""Times named in one search."""


class SlotBook:
    """The Slots of one FHIR server."""

    def __init__(self, fhir: FhirClient) -> None:
        self._fhir = fhir

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
            new: list[FreeTime] = []
            is_cut = False
            async for page, is_last in self._fhir.pages("Slot", _free(schedule_ids, since, end)):
                times = sorted(map(_free_time, page), key=lambda each: each.start)
                # Checked again: not every server minds every parameter.
                new = [
                    each
                    for each in times
                    if each.free
                    and each.calendar_id in schedules
                    and since <= each.start < end
                    and each.id not in seen
                ]
                seen.update(each.id for each in new)
                is_cut = is_last and len(page) >= PAGE and bool(new)
                yield new, is_last and not is_cut
            if not is_cut:
                return
            since = new[-1].start

    async def read(self, ids: Sequence[str]) -> list[FreeTime]:
        """The times with these ids that exist, free or not, in order of start."""
        if not ids:
            return []
        found = await self._fhir.search("Slot", [("_id", ",".join(ids))])
        return sorted((_free_time(slot) for slot in found), key=lambda each: each.start)

    async def claim(self, times: Sequence[FreeTime], key: str) -> bool:
        """Take all these times for `key`, or none: False when somebody else was faster on one of them.

        Times that `key` holds already count as taken, so that a claim cut off by a crash is finished.
        Raises `LostAnswer` when a claim's answer was lost and reading back did not clear it up.
        """
        tried: list[str] = []
        try:
            for each in times:
                tried.append(each.id)
                if not await self._claim_one(each, key):
                    await self.release(tried[:-1], key)  # the one that was lost is surely not ours
                    return False
        except FhirFailure as failure:
            if not await self.release(tried, key):
                raise LostAnswer("The EHR failed while slots were claimed.") from failure
            raise
        return True

    async def _claim_one(self, time: FreeTime, key: str) -> bool:
        lost: LostAnswer | None = None
        for _ in range(_TRIES):
            if not time.free:
                return time.holder == key
            try:
                await self._fhir.update(_taken(time.record, key))
            except VersionConflict:
                lost = None
            except LostAnswer as failure:
                # If-Match makes a second try harmless: it conflicts when the first took effect.
                lost = failure
            else:
                return True
            time = _free_time(await self._fhir.read("Slot", time.id))
        if lost is not None:
            raise lost
        return time.holder == key

    async def release(self, ids: Sequence[str], key: str) -> bool:
        """Give back what `key` claimed and did not use. False (and a log line) when claims may have stayed behind.

        A second try with the key, or the repair job, finds claims that stayed. Without ids nothing is asked.
        """
        return not ids or await self._freed_quietly(ids, lambda time: time.holder == key)

    async def vacate(self, ids: Sequence[str], keys: frozenset[str]) -> bool:
        """Free what a visit has left: slots that one of its keys claimed, or that the EHR itself had filled."""
        return await self._freed_quietly(ids, lambda time: not time.holder or time.holder in keys)

    async def _freed_quietly(self, ids: Sequence[str], is_ours: Callable[[FreeTime], bool]) -> bool:
        try:
            await self.free(ids, is_ours)
        except FhirFailure as failure:
            logger.warning("Slots could not be freed: %s", failure)
            return False
        return True

    async def free(self, ids: Sequence[str], is_ours: Callable[[FreeTime], bool]) -> list[str]:
        """Free busy slots that are ours and that no appointment holds; which those were. Raises FhirFailure."""
        times = [time for time in await self.read(ids) if time.record["status"] == "busy" and is_ours(time)]
        in_use = await self._in_use([time.id for time in times])
        return [time.id for time in times if time.id not in in_use and await self._free_one(time, is_ours)]

    async def _free_one(self, time: FreeTime, is_ours: Callable[[FreeTime], bool]) -> bool:
        for _ in range(_TRIES):
            try:
                await self._fhir.update(_freed(time.record))
                return True
            except VersionConflict:
                time = _free_time(await self._fhir.read("Slot", time.id))
                if time.record["status"] != "busy" or not is_ours(time) or await self._in_use([time.id]):
                    return False
        return False

    async def take_back(self, time: FreeTime, key: str) -> bool:
        """Take a free time for the visit of `key` that holds it already. False when somebody was faster."""
        try:
            await self._fhir.update(_taken(time.record, key))
        except VersionConflict:
            return False
        return True

    async def claimed(self, since: datetime) -> list[FreeTime]:
        """Busy times with a claim of ours that start at or after `since`."""
        wanted = [("identifier", f"{CLAIM}|"), ("status", "busy"), ("start", f"ge{instant(since)}")]
        found = [
            _free_time(slot) for slot in await self._fhir.search("Slot", [*wanted, ("_count", str(PAGE))])
        ]
        return [each for each in found if each.holder and each.record["status"] == "busy"]

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


def _free(schedule_ids: Sequence[str], start: datetime, end: datetime) -> list[tuple[str, str]]:
    """The search for free slots that start in [start, end)."""
    return [
        ("schedule", ",".join(f"Schedule/{each}" for each in schedule_ids)),
        ("status", "free"),
        ("start", f"ge{instant(start)}"),
        ("start", f"lt{instant(end)}"),
        ("_sort", "start"),
        ("_count", str(PAGE)),
        ("_total", "none"),
    ]


def instant(moment: datetime) -> str:
    """FHIR instant in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _free_time(slot: Resource) -> FreeTime:
    return FreeTime(
        id=slot["id"],
        calendar_id=id_of(slot["schedule"]["reference"]),
        start=datetime.fromisoformat(slot["start"]),
        end=datetime.fromisoformat(slot["end"]),
        free=slot["status"] == "free",
        holder=next(iter(values(slot, CLAIM)), ""),
        record=slot,
    )


def _taken(slot: Mapping[str, Any], key: str) -> Resource:
    claims = [*slot.get("identifier", ()), identifier(CLAIM, key)]
    return {**slot, "status": "busy", "identifier": claims}


def _freed(slot: Mapping[str, Any]) -> Resource:
    kept = [each for each in slot.get("identifier", ()) if each.get("system") != CLAIM]
    freed = {name: value for name, value in slot.items() if name != "identifier"} | {"status": "free"}
    return freed | ({"identifier": kept} if kept else {})
