"""The identifiers that Frontdesk leaves in an EHR, so that a second try finds what the first one did."""

from collections.abc import Mapping
from typing import Any

CLAIM = "urn:frontdesk:claim"
"""On a Slot: the idempotency key of the write that took it."""
HOLD = "urn:frontdesk:hold"
"""On a Slot of status busy-tentative: the idempotency key that it is held for; `period.end` says how long."""
APPOINTMENT = "urn:frontdesk:appointment"
OVERBOOKED = "urn:frontdesk:overbooked"
"""On an Appointment that stands beside others on Slots that it has not claimed: the idempotency key that put it there."""
OVERBOOKING = "urn:frontdesk:overbooking"
"""On the first Slot of a half-day: the key of a visit that is being put beside others; `period.end` says until when."""
MOVE = "urn:frontdesk:move"
CANCELLATION = "urn:frontdesk:cancellation"
CONFIRMATION = "urn:frontdesk:confirmation"
"""On an Appointment whose patient has said that they will come; a move takes it away."""
REGISTRATION = "urn:frontdesk:registration"
WAITLIST = "urn:frontdesk:waitlist"
REQUEST = "urn:frontdesk:request"
"""On a Task, and on the resource that it is about: the id of a request to the staff."""
FORM = "urn:frontdesk:form"
NOTE = "urn:frontdesk:note"
CONTACT_CHANGE = "urn:frontdesk:contact-change"
"""Extension of a ContactPoint or Address (valueString): the idempotency key that brought it."""
LEFT_SLOT = "urn:frontdesk:left-slot"
"""Extension of an Appointment (valueReference): a Slot that its last move left behind."""


def identifier(system: str, value: str) -> dict[str, str]:
    return {"system": system, "value": value}


def values(resource: Mapping[str, Any], *systems: str) -> list[str]:
    """Values of the resource's identifiers in any of `systems`."""
    return [
        each["value"]
        for each in resource.get("identifier", ())
        if each.get("system") in systems and "value" in each
    ]


def token(system: str, value: str) -> str:
    """A FHIR search token. Keys hold no character that needs escaping (see `tools.ehr.arguments`)."""
    return f"{system}|{value}"


def id_of(reference: str) -> str:
    """The id in a literal reference, relative or absolute, versioned or not."""
    return reference.partition("/_history/")[0].rpartition("/")[2]
