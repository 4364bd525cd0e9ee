"""The `requests` section of clinic.yaml: who decides each kind of request, and by when."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from clinic.settings.section import Duration, Section

StaffRole = Literal["front_desk", "nurse", "clinician", "manager"]


class RequestRules(Section):
    """Rules for one kind; what is left out stays as `clinic.requests.rules` has it."""

    decide: Annotated[tuple[StaffRole, ...] | None, Field(min_length=1)] = None
    """Roles that may approve, reject or close it."""
    due: Duration | None = None
    """Opening hours until it has to be decided."""
    escalate_to: StaffRole | None = None
    """Who is told when it is overdue."""


class Requests(Section):
    """Requests that people decide."""

    kinds: dict[str, RequestRules] = {}
    undo: Duration = timedelta(seconds=15)
    """How long a decision made in the console can be taken back before it is applied; at most a minute."""
    claim: Duration = timedelta(minutes=5)
    """How long somebody who opened a request keeps others from deciding it, without a sign of life."""
