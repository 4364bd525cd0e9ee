"""The capability table: what the front office does in the EHR, how its profile does it, and who does the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from clinic.settings import ClinicSettings
from clinic.settings.schema import Stage
from server.doctor.findings import Area, Finding
from tools.ehr.capabilities import Capabilities, Operation
from tools.fhir_client import Capabilities as Statement

TABLE = Area("what is done how")


@dataclass(frozen=True)
class Work:
    """One thing a receptionist does, the stage it belongs to, and who does it where Frontdesk cannot."""

    operation: Operation
    name: str
    stage: Stage
    instead: str


WORK = (
    Work("find_patient", "identify a patient", "intake", "staff identify"),
    Work("register_patient", "register a patient", "intake", "staff register"),
    Work("update_contact", "change an address", "intake", "staff change it"),
    Work("related_people", "speak for somebody", "intake", "staff speak with proxies"),
    Work("find_slots", "find free times", "scheduling", "staff book"),
    Work(
        "hold_slot", "keep a time while the patient decides", "scheduling", "nobody: who books first has it"
    ),
    Work("list_appointments", "tell of visits", "scheduling", "staff tell"),
    Work("book_appointment", "take a slot", "scheduling", "staff book"),
    Work("overbook_appointment", "squeeze a visit in, when people say so", "scheduling", "staff book it"),
    Work("reschedule_appointment", "move a visit", "scheduling", "staff move it, from a complete request"),
    Work("cancel_appointment", "cancel a visit", "scheduling", "staff cancel it, from a complete request"),
    Work("confirm_appointment", "confirm a visit", "scheduling", "our own record"),
    Work("join_waitlist", "wait for a time", "scheduling", "staff keep the list"),
    Work("visits_due", "remind", "reminders", "staff remind"),
    Work("list_coverage", "read the insurance plan", "scheduling", "patients are asked"),
    Work("list_medications", "read prescriptions", "requests", "staff look them up"),
    Work("refill_facts", "facts for a refill", "requests", "staff look them up"),
    Work("refill", "refill", "requests", "staff, from a complete request"),
    Work("referral", "referral", "requests", "staff, from a complete request"),
    Work("records", "records", "requests", "staff, from a complete request"),
    Work("message", "message to the team", "requests", "staff, from a complete request"),
    Work("record_form", "file a form", "follow_up", "staff type it"),
    Work("document_interaction", "note of a conversation", "follow_up", "our own record"),
)


def examine_operations(
    clinic: ClinicSettings, capabilities: Capabilities, stated: Statement | None
) -> Iterator[Finding]:
    """`stated` None: the server has no CapabilityStatement."""
    for work in WORK:
        yield _examined(work, clinic, capabilities, stated)


def _examined(
    work: Work, clinic: ClinicSettings, capabilities: Capabilities, stated: Statement | None
) -> Finding:
    name, instead = work.name, work.instead
    if not clinic.has_stage(work.stage):
        return TABLE.skipped(name, f"Stage {work.stage} is off in clinic.yaml: {instead}.")
    capability = capabilities.get(work.operation)
    if capability is None or capability.how == "not_at_all":
        return TABLE.warning(name, capability.way if capability else "The EHR has no way.", instead=instead)
    if capability.how == "staff_request":
        return TABLE.warning(name, f"{capability.way}.", instead=instead)
    if stated is None and capability.uses:
        return TABLE.ok(name, f"{capability.way} (the server does not list what it can do)")
    unlisted = [f"{kind} {does}" for kind, does in capability.uses if stated and not stated.lists(kind, does)]
    if unlisted:
        found = f"{capability.way}; not listed: {', '.join(unlisted)}. It is tried all the same."
        return TABLE.warning(name, found, instead=f"{instead}, if the server refuses")
    return TABLE.ok(name, capability.way)
