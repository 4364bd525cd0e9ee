"""What Frontdesk does with each FHIR resource: the scopes it asks for, and what `frontdesk doctor` looks at.

The list of resources is that of the public contract ("What Frontdesk expects of a FHIR R4 server").
"""

from dataclasses import dataclass
from typing import Literal

Interaction = Literal["read", "search-type", "create", "update"]
"""As CapabilityStatement.rest.resource.interaction names them."""

_LOOK: tuple[Interaction, ...] = ("read", "search-type")


@dataclass(frozen=True)
class Need:
    """One resource type. `without` says what happens when the server does not offer it, and who does it then."""

    resource: str
    interactions: tuple[Interaction, ...]
    purpose: str
    without: str
    in_use: bool = True
    """False for what a later stage will use: looked at, never asked for."""
    conditional: bool = True
    """Whether our creates rely on If-None-Exist; vendors' profiles do without."""


_STAFF = "patients cannot be booked by Frontdesk; staff book"
NEEDS = (
    Need("Practitioner", ("search-type",), "who works here, by NPI", _STAFF),
    Need("Location", ("search-type",), "the clinic's sites", _STAFF),
    Need("Schedule", ("search-type",), "whose calendar is where, and what is booked in it", _STAFF),
    Need("Slot", (*_LOOK, "update"), "free times, and taking one", _STAFF),
    Need("Patient", (*_LOOK, "create"), "who calls; new patients", "staff identify and register patients"),
    Need("Appointment", (*_LOOK, "create", "update"), "visits: book, move, cancel", _STAFF),
    Need("Encounter", ("search-type",), "who was seen here before", "past appointments alone decide"),
    Need("PractitionerRole", _LOOK, "specialties for referrals", "staff choose", in_use=False),
    Need("HealthcareService", _LOOK, "services by site", "clinic.yaml alone decides", in_use=False),
    Need("RelatedPerson", _LOOK, "guardians and proxies", "staff speak with proxies", in_use=False),
    Need("MedicationRequest", (*_LOOK, "create"), "refills", "staff renew", in_use=False),
    Need("AllergyIntolerance", _LOOK, "allergies beside a refill", "staff look them up", in_use=False),
    Need("MedicationDispense", ("search-type",), "when a refill is due", "staff look it up", in_use=False),
    Need("Observation", ("search-type",), "labs beside a refill", "staff look them up", in_use=False),
    Need("Questionnaire", _LOOK, "forms before a visit", "forms on paper", in_use=False),
    Need("QuestionnaireResponse", ("create",), "forms, filled in", "staff type them", in_use=False),
    Need("ServiceRequest", ("create",), "referrals", "staff write them", in_use=False),
    Need("Task", (*_LOOK, "create", "update"), "work for staff", "our own list for staff", in_use=False),
    Need("Communication", ("create",), "what was said", "our own record", in_use=False),
    Need("DocumentReference", ("create",), "notes of conversations", "our own record", in_use=False),
    Need("Provenance", ("create",), "who did what", "our own audit trail", in_use=False),
)
IN_USE = tuple(need for need in NEEDS if need.in_use)
