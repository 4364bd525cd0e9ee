"""What Frontdesk does with each FHIR resource: the scopes it asks for, and what `frontdesk doctor` looks at.

The list of resources is that of the public contract ("What Frontdesk expects of a FHIR R4 server").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from clinic.settings import ClinicSettings
from clinic.settings.schema import Stage

Interaction = Literal["read", "search-type", "create", "update"]
"""As CapabilityStatement.rest.resource.interaction names them."""

_LOOK: tuple[Interaction, ...] = ("read", "search-type")
_NEW: tuple[Interaction, ...] = ("search-type", "create")
"""Looked for first: an earlier try may have made it."""


@dataclass(frozen=True)
class Need:
    """One resource type. `without` says what happens when the server does not offer it, and who does it then."""

    resource: str
    interactions: tuple[Interaction, ...]
    purpose: str
    without: str
    stages: tuple[Stage, ...] = ()
    """The stages whose work rests on it, the first one most of all; none for what all need."""
    in_use: bool = True
    """False for what a later stage will use: looked at, never asked for."""
    optional: bool = False
    """Asked for, and done without where it is not given."""
    conditional: bool = True
    """Whether our creates rely on If-None-Exist; vendors' profiles do without."""


_STAFF = "patients cannot be booked by Frontdesk; staff book"
_BOOK: tuple[Stage, ...] = ("scheduling",)
_VISITS: tuple[Stage, ...] = ("scheduling", "reminders", "follow_up")
_KNOW: tuple[Stage, ...] = ("intake", "scheduling")
_ASK: tuple[Stage, ...] = ("requests",)
_TELL: tuple[Stage, ...] = ("requests", "follow_up")
_AFTER: tuple[Stage, ...] = ("follow_up",)


def _beside_a_refill(resource: str, purpose: str) -> Need:
    return Need(
        resource, ("search-type",), f"{purpose}, for a refill", "staff look it up", _ASK, optional=True
    )


NEEDS = (
    Need("Practitioner", ("search-type",), "who works here, by NPI", _STAFF, _BOOK),
    Need("Location", ("search-type",), "the clinic's sites", _STAFF, _BOOK),
    Need("Schedule", ("search-type",), "whose calendar is where, and what is booked in it", _STAFF, _BOOK),
    Need("Slot", (*_LOOK, "update"), "free times, and taking one", _STAFF, _BOOK),
    Need(
        "Patient",
        (*_LOOK, "create", "update"),
        "who calls; new patients; new addresses",
        "staff identify and register patients",
    ),
    Need("Appointment", (*_LOOK, "create", "update"), "visits: book, move, cancel", _STAFF, _VISITS),
    Need("Encounter", ("search-type",), "who was seen here before", "past appointments alone decide", _KNOW),
    Need("Coverage", ("search-type",), "plans, where rules ask", "patients are asked", _BOOK, optional=True),
    Need("RelatedPerson", ("search-type",), "guardians and proxies", "staff speak with proxies", ("intake",)),
    Need("MedicationRequest", ("search-type",), "prescriptions to renew", "staff look them up", _ASK),
    Need(
        "Medication",
        ("read",),
        "names of prescribed medicines",
        "unnamed ones are left out",
        _ASK,
        optional=True,
    ),
    _beside_a_refill("MedicationDispense", "when a refill is due"),
    _beside_a_refill("AllergyIntolerance", "allergies"),
    _beside_a_refill("Observation", "labs"),
    Need("ServiceRequest", _NEW, "referrals that are asked for", "staff write them", _ASK),
    Need("Task", _NEW, "requests to staff, and where they stand", "our own list for staff", _ASK),
    Need("Communication", _NEW, "messages; what was said", "our own record", _TELL),
    Need("Questionnaire", _LOOK, "forms before a visit", "forms on paper", _AFTER),
    Need("QuestionnaireResponse", _NEW, "forms, filled in", "staff type them", _AFTER),
    Need("DocumentReference", _NEW, "notes of conversations", "our own record", _AFTER),
    Need("Provenance", _NEW, "who wrote a note", "our own audit trail", _AFTER),
    Need("PractitionerRole", _LOOK, "specialties for referrals", "staff choose", _ASK, in_use=False),
    Need("HealthcareService", _LOOK, "services by site", "clinic.yaml alone decides", _BOOK, in_use=False),
)
IN_USE = tuple(need for need in NEEDS if need.in_use)


def of_stages(needs: Iterable[Need], clinic: ClinicSettings) -> tuple[Need, ...]:
    """Those that rest on a stage which is on in clinic.yaml, or on none."""
    return tuple(need for need in needs if not need.stages or any(map(clinic.has_stage, need.stages)))


def stage_of(need: Need, clinic: ClinicSettings) -> str:
    """The first of its stages that is on; "every stage" for what all need."""
    return next((stage for stage in need.stages if clinic.has_stage(stage)), "every stage")
