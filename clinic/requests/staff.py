"""Who works here and what each role may decide. Pure: the records say who somebody is, this says what they may do."""

from typing import Literal, get_args

from clinic.models import Value
from clinic.requests.decisions import Action
from clinic.requests.rules import KindRules
from clinic.settings.requests import StaffRole

ROLES: tuple[StaffRole, ...] = get_args(StaffRole)
ANYBODY: frozenset[Action] = frozenset({"ask", "reassign"})
"""What whoever sees a request may do with it: both decide nothing."""

Refusal = Literal["role_may_not_decide", "needs_clinician"]


class Staff(Value):
    """A person of the clinic who decides, or the program that holds the service token (`service`).

    `id` is what the audit trail names; for people it is that of their account, and never their name.
    """

    id: str
    role: StaffRole | Literal["service"]
    name: str = ""
    """As patients hear it, where a reply is signed."""
    npi: str = ""
    """Of a clinician: who signs an order."""


def why_not(
    staff: Staff, action: Action, rules: KindRules, *, clinician_only: bool = False
) -> Refusal | None:
    """Why this role may not take this action; None when it may.

    `clinician_only`: the record facts reserve it for a clinician (a controlled medicine), whatever the kind says.
    The service token stands for a program of the clinic's own, which has checked its user itself.
    """
    if staff.role == "service" or action in ANYBODY:
        return None
    if staff.role not in rules.decide:
        return "role_may_not_decide"
    if action == "approve" and clinician_only and staff.role != "clinician":
        return "needs_clinician"
    return None
