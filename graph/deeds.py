"""What a turn did in the EHR, read from what it says: a node says so only with the tool's result in hand."""

from collections.abc import Mapping
from typing import Any

from agents.state import ConversationState, identity_of
from agents.talking import asked_by
from clinic.notes import Deed, DeedKind

DEEDS: Mapping[str, DeedKind] = {
    "scheduling.booked": "booked",
    "scheduling.moved": "moved",
    "scheduling.cancelled": "cancelled",
    "scheduling.coming": "confirmed",
    "scheduling.on_waitlist": "joined_waitlist",
    "scheduling.left_waitlist": "left_waitlist",
}
"""By the catalog key with which it is told."""


def deeds_of(state: ConversationState) -> tuple[Deed, ...]:
    """In the order in which they were told; none for whom nobody was identified."""
    patient = identity_of(state).patient
    if patient is None:
        return ()
    return tuple(
        _deed(kind, each["params"], state, patient.id)
        for each in state.get("said", [])
        if (kind := DEEDS.get(each["key"])) is not None
    )


def _deed(kind: DeedKind, told: Mapping[str, Any], state: ConversationState, patient_id: str) -> Deed:
    visit = told.get("visit") or {}
    return Deed(
        kind=kind,
        patient_id=patient_id,
        asked_by=asked_by(state) or "",
        assurance=identity_of(state).assurance,
        appointment_id=visit.get("id") or "",
        start=visit.get("start"),
        clinician=visit.get("clinician") or "",
        site=visit.get("site") or "",
        what=visit.get("what") or told.get("what") or ", ".join(told.get("names") or ()),
    )
