"""The capability table: what the front office does in the EHR, how this server fulfils it, and who does it otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from clinic.settings import ClinicSettings
from clinic.settings.schema import Stage
from server.doctor.findings import Area, Finding
from tools.fhir_client import Capabilities
from tools.fhir_client.needs import Interaction

TABLE = Area("what is done how")


@dataclass(frozen=True)
class Operation:
    """One thing a receptionist does. `how` is plain FHIR R4's way (design: the EHR); "" while it is not built."""

    name: str
    stage: Stage
    uses: tuple[tuple[str, Interaction], ...]
    how: str
    instead: str


OPERATIONS = (
    Operation(
        "identify a patient",
        "intake",
        (("Patient", "search-type"),),
        "search by birth date; names and phone are compared here",
        "staff identify",
    ),
    Operation(
        "register a patient",
        "intake",
        (("Patient", "create"),),
        "create with If-None-Exist on our identifier",
        "staff register",
    ),
    Operation(
        "take a slot",
        "scheduling",
        (("Slot", "search-type"), ("Slot", "update"), ("Appointment", "create")),
        "update Slot with If-Match, then create Appointment with If-None-Exist",
        "staff book",
    ),
    Operation(
        "move a visit",
        "scheduling",
        (("Slot", "update"), ("Appointment", "update")),
        "take the new slot, update Appointment, free the old slot",
        "staff move it",
    ),
    Operation(
        "cancel a visit",
        "scheduling",
        (("Appointment", "update"), ("Slot", "update")),
        "update Appointment, free the slot",
        "staff cancel it",
    ),
    Operation("remind", "reminders", (("Appointment", "search-type"),), "", "staff remind"),
    Operation("refill", "requests", (("MedicationRequest", "create"),), "", "staff"),
    Operation("referral", "requests", (("ServiceRequest", "create"),), "", "staff"),
    Operation("note of a conversation", "follow_up", (("Communication", "create"),), "", "our own record"),
)


def examine_operations(clinic: ClinicSettings, stated: Capabilities | None) -> Iterator[Finding]:
    """`stated` None: the server has no CapabilityStatement."""
    for operation in OPERATIONS:
        yield _operation(operation, clinic, stated)


def _operation(operation: Operation, clinic: ClinicSettings, stated: Capabilities | None) -> Finding:
    name, instead = operation.name, operation.instead
    if not clinic.has_stage(operation.stage):
        return TABLE.skipped(name, f"Stage {operation.stage} is off in clinic.yaml: {instead}.")
    if not operation.how:
        return TABLE.skipped(name, f"Not built yet: {instead}.")
    if stated is None:
        return TABLE.ok(name, f"{operation.how} (the server does not list what it can do)")
    unlisted = [f"{kind} {does}" for kind, does in operation.uses if not stated.lists(kind, does)]
    if unlisted:
        found = f"{operation.how}; not listed: {', '.join(unlisted)}. It is tried all the same."
        return TABLE.warning(name, found, instead=f"{instead}, if the server refuses")
    return TABLE.ok(name, operation.how)
