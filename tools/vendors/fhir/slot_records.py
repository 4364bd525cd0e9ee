"""A Slot as plain FHIR R4 keeps it: free, held for a while (busy-tentative), or taken (busy), read and written as JSON.

A hold carries its own end (Identifier.period.end), so that it blocks nobody longer, whatever became of its holder.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tools.ehr.port import FreeTime
from tools.fhir_client import Resource
from tools.vendors.fhir.identifiers import CLAIM, HOLD, OVERBOOKING, id_of, identifier, values

FREE, HELD, TAKEN = "free", "busy-tentative", "busy"
"""Slot.status (https://hl7.org/fhir/R4/valueset-slotstatus.html)."""


def instant(moment: datetime) -> str:
    """FHIR instant in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def free_time(slot: Resource, now: datetime) -> FreeTime:
    """A hold of ours that has run out counts as free; a tentative Slot of anybody else is theirs."""
    held_until = hold_end(slot)
    holder = next(iter(values(slot, HOLD if held_until else CLAIM)), "")
    return FreeTime(
        id=slot["id"],
        calendar_id=id_of(slot["schedule"]["reference"]),
        start=datetime.fromisoformat(slot["start"]),
        end=datetime.fromisoformat(slot["end"]),
        free=slot["status"] == FREE or (held_until is not None and held_until <= now),
        holder=holder,
        record=slot,
    )


def hold_end(slot: Mapping[str, Any]) -> datetime | None:
    """When the hold of ours on this Slot ends; None where there is none."""
    if slot["status"] != HELD:
        return None
    ends = [
        each.get("period", {}).get("end")
        for each in slot.get("identifier", ())
        if each.get("system") == HOLD and "value" in each
    ]
    return datetime.fromisoformat(ends[0]) if ends and ends[0] else None


def taken(slot: Mapping[str, Any], key: str) -> Resource:
    return _with(slot, TAKEN, identifier(CLAIM, key))


def held(slot: Mapping[str, Any], key: str, until: datetime) -> Resource:
    return _with(slot, HELD, {**identifier(HOLD, key), "period": {"end": instant(until)}})


def freed(slot: Mapping[str, Any]) -> Resource:
    return _with(slot, FREE)


def marked(slot: Mapping[str, Any], key: str, until: datetime) -> Resource:
    """The Slot as it is, with the mark of a visit that is being put beside others in its half-day."""
    mark = {**identifier(OVERBOOKING, key), "period": {"end": instant(until)}}
    return {**slot, "identifier": [*_unmarked(slot), mark]}


def unmarked(slot: Mapping[str, Any]) -> Resource:
    kept = _unmarked(slot)
    bare = {name: value for name, value in slot.items() if name != "identifier"}
    return bare | ({"identifier": kept} if kept else {})


def marked_by(slot: Mapping[str, Any]) -> tuple[str, datetime]:
    """Whose mark it carries and until when; "" and a time long past where it carries none."""
    for each in slot.get("identifier", ()):
        if each.get("system") == OVERBOOKING and "value" in each and "end" in each.get("period", {}):
            return each["value"], datetime.fromisoformat(each["period"]["end"])
    return "", datetime.min.replace(tzinfo=UTC)


def _unmarked(slot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in slot.get("identifier", ()) if each.get("system") != OVERBOOKING]


def _with(slot: Mapping[str, Any], status: str, *ours: Mapping[str, Any]) -> Resource:
    """The Slot with this status and, of Frontdesk's own identifiers, just `ours`."""
    others = [each for each in slot.get("identifier", ()) if each.get("system") not in (CLAIM, HOLD)]
    bare = {name: value for name, value in slot.items() if name != "identifier"}
    kept = [*others, *ours]
    return bare | {"status": status} | ({"identifier": kept} if kept else {})
