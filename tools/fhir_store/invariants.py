"""FHIR R4's own rules for what the front office writes most, where structure alone is not enough."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from .outcomes import issue


def _slot_ends_after_start(slot: dict[str, Any]) -> bool:
    return _instant(slot["start"]) < _instant(slot["end"])


def _appointment_times_come_together(appointment: dict[str, Any]) -> bool:
    return ("start" in appointment) == ("end" in appointment)


def _appointment_has_times(appointment: dict[str, Any]) -> bool:
    return "start" in appointment or appointment["status"] in ("proposed", "cancelled", "waitlist")


def _appointment_ends_after_start(appointment: dict[str, Any]) -> bool:
    if "start" not in appointment or "end" not in appointment:
        return True
    return _instant(appointment["start"]) < _instant(appointment["end"])


def _participants_say_who(appointment: dict[str, Any]) -> bool:
    return all("type" in each or "actor" in each for each in appointment["participant"])


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


# FHIR R4's own invariants where one exists (app-1 to app-3), and times in order.
_INVARIANTS: dict[str, list[tuple[Callable[[dict[str, Any]], bool], str, str]]] = {
    "Slot": [(_slot_ends_after_start, "end", "A slot ends after it starts.")],
    "Appointment": [
        (_participants_say_who, "participant", "Each participant has a type or an actor (app-1)."),
        (_appointment_times_come_together, "end", "Start and end are both there or both not (app-2)."),
        (_appointment_has_times, "start", "Only proposed, cancelled and waitlist visits lack times (app-3)."),
        (_appointment_ends_after_start, "end", "An appointment ends after it starts."),
    ],
}


def broken_invariants(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An issue for each invariant that does not hold."""
    type_ = resource["resourceType"]
    for holds, element, message in _INVARIANTS.get(type_, ()):
        try:
            kept = holds(resource)
        except (KeyError, TypeError, ValueError):
            continue  # the element is missing or malformed, which is told as such
        if not kept:
            yield issue("invariant", message, [f"{type_}.{element}"])
