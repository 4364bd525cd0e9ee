"""What an EHR lets a front office do, and how: named operations as data, one table for each vendor's profile.

A profile refuses what its table gives to staff (`not_supported`), so that the patient is told the truth and the request
reaches people with everything filled in; `frontdesk doctor` prints the table as found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tools.ehr.results import Refused
from tools.fhir_client.needs import Interaction

Operation = Literal[
    "find_patient",
    "register_patient",
    "update_contact",
    "related_people",
    "find_slots",
    "hold_slot",
    "list_appointments",
    "book_appointment",
    "overbook_appointment",
    "reschedule_appointment",
    "cancel_appointment",
    "confirm_appointment",
    "join_waitlist",
    "list_coverage",
    "list_medications",
    "refill_facts",
    "refill",
    "referral",
    "records",
    "message",
    "record_form",
    "document_interaction",
    "visits_due",
]
"""Named as the tool that does it; the kinds of `submit_request` stand for themselves."""

How = Literal["direct", "configured_call", "staff_request", "not_at_all"]
"""`direct`: Frontdesk does it in the EHR. `configured_call`: it does, by a call of the customer's own that the settings
name. `staff_request`: the EHR has no way; people do it, from a complete request. `not_at_all`: nobody does it."""


@dataclass(frozen=True)
class Capability:
    """One operation. `way` says to people how it is done, or why the EHR cannot do it; no vendor jargon unexplained.

    `uses` are the FHIR interactions behind a direct way, as a CapabilityStatement lists them.
    """

    how: How
    way: str
    uses: tuple[tuple[str, Interaction], ...] = ()

    @property
    def is_ours(self) -> bool:
        """Whether Frontdesk itself does it."""
        return self.how in ("direct", "configured_call")


Capabilities: TypeAlias = Mapping[Operation, Capability]
"""All operations of one EHR. What is not in it is not done at all."""


def unsupported(capabilities: Capabilities, operation: Operation) -> Refused | None:
    """Why the EHR cannot do it, for staff; None when it can. Nothing was written."""
    known = capabilities.get(operation)
    if known is not None and known.is_ours:
        return None
    why = known.way if known is not None else "the EHR offers no way to do it"
    return Refused(code="not_supported", detail=f"{operation}: {why}")
