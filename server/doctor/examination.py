"""Goes through a clinic's set-up from the inside out: settings, clinic.yaml, databases, EHR, model."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from clinic.clock import Clock, PinnedClock, SystemClock
from clinic.errors import FrontdeskError, InvalidConfiguration
from clinic.settings import ClinicSettings, InvalidClinic, format_problems, load_clinic
from server.demo_access import secrets_of
from server.doctor.connection import EHR, examine_authorization, examine_statement, read_statement
from server.doctor.databases import CHECKPOINTS, RECORDS, examine_checkpoints, examine_records
from server.doctor.findings import Area, Examination, Finding, guarded
from server.doctor.model import MODEL, examine_model
from server.doctor.operations import examine_operations
from server.doctor.resources import BEHAVIOUR, READS, examine_behaviour, examine_resources
from server.doctor.stages import examine_stages, examine_tools
from server.doctor.workplace import PEOPLE, TIMES, examine_people, examine_times
from server.doctor.writing import WRITES, examine_writing
from server.ehr_needs import needs_of
from server.ehr_vendor import VendorProfile, open_vendor
from server.fhir_server import open_authorization, open_fhir
from server.settings import NEEDED_BY, Settings, load_settings
from tools.ehr.client import open_remote_ehr
from tools.ehr.port import EhrPort
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.fhir_client import Capabilities, FhirClient
from tools.fhir_client.needs import Need
from tools.vendors.fhir import PlainFhir

SETTINGS, CLINIC = Area("settings"), Area("clinic.yaml")
SECONDS_FOR_A_DATABASE = 10.0
_LATER = "Not looked at: something before it is missing."


async def examine(*, clinic: Path | None = None, write: bool = False) -> Examination:
    """Look at everything that the environment sets up. With `write` a test slot is taken and given back.

    Raises nothing: what cannot be looked at is a finding.
    """
    checked_at = datetime.now(UTC)
    try:
        settings = load_settings(clinic=clinic)
    except InvalidConfiguration as invalid:
        head, _, rest = invalid.message.partition("\n")
        return Examination(checked_at=checked_at, findings=(SETTINGS.missing("environment", head, rest),))
    findings = [SETTINGS.ok("environment", f"{settings.mode} mode")]
    for area, part in ((RECORDS, examine_records), (CHECKPOINTS, examine_checkpoints)):
        to_do = "Check FRONTDESK_DATABASE_URL and FRONTDESK_CHECKPOINT_URL, and that the database is up."
        findings += await guarded(area, "database", partial(part, settings), to_do, SECONDS_FOR_A_DATABASE)
    try:
        known = load_clinic(settings.clinic_folder)
    except InvalidClinic as invalid:
        to_do = format_problems(invalid.problems)
        findings.append(CLINIC.missing("file", f"{len(invalid.problems)} problems.", to_do))
        return Examination(checked_at=checked_at, findings=tuple(findings))
    findings.append(CLINIC.ok("file", f"{known.name}, {known.time_zone}"))
    findings += examine_stages(known, settings)
    clock = PinnedClock(settings.clock) if settings.clock else SystemClock()
    findings += await _examine_ehr(settings, known, clock, write=write)
    findings += await guarded(MODEL, "model", lambda: examine_model(settings, known, clock.now()))
    return Examination(checked_at=checked_at, findings=tuple(findings))


async def _examine_ehr(
    settings: Settings, clinic: ClinicSettings, clock: Clock, *, write: bool
) -> list[Finding]:
    if settings.ehr_mcp_url is not None:
        return await guarded(
            EHR, "MCP server", lambda: _examine_mcp(settings, clinic), "FRONTDESK_EHR_MCP_URL"
        )
    findings = await guarded(EHR, "token", lambda: _authorized(settings, clinic))
    if any(each.status == "missing" and not each.check.startswith("scopes") for each in findings):
        return [*findings, EHR.skipped("everything else", _LATER)]
    async with AsyncExitStack() as stack:
        _, service_token = secrets_of(settings)
        try:
            profile = await stack.enter_async_context(open_vendor(settings, clinic, clock))
            fhir, _ = await stack.enter_async_context(open_fhir(settings, clinic, clock, service_token))
        except FrontdeskError as error:
            return [*findings, EHR.missing("connection", error.message)]
        if profile is not None:
            findings += await _examine_vendor(settings, profile, fhir, clinic, clock)
        else:
            needs = needs_of(settings, clinic)
            findings += await _examine_fhir(fhir, needs, clinic, clock, write=write)
    return findings


async def _examine_fhir(
    fhir: FhirClient, needs: Sequence[Need], clinic: ClinicSettings, clock: Clock, *, write: bool
) -> list[Finding]:
    found, stated = await _examine_reach(fhir, needs)
    if stated is None:
        return found
    port = PlainFhir(fhir, clinic, clock)
    findings = [
        *found,
        *examine_operations(clinic, port.capabilities, stated[0]),
        *await guarded(READS, "resources", lambda: examine_resources(fhir, needs)),
        *await guarded(BEHAVIOUR, "behaviour", lambda: examine_behaviour(fhir, write=write)),
        *await _examine_work(port, clinic, clock),
    ]
    if write:
        findings += await guarded(WRITES, "test slot", lambda: examine_writing(fhir, clinic, port, clock))
    else:
        findings.append(
            WRITES.skipped("test slot", "Not tried: --write takes a test slot and gives it back.")
        )
    return findings


async def _examine_vendor(
    settings: Settings, profile: VendorProfile, fhir: FhirClient, clinic: ClinicSettings, clock: Clock
) -> list[Finding]:
    """A vendor is looked at through its profile; a test booking would be a real visit there."""
    needs = needs_of(settings, clinic)
    findings: list[Finding] = []
    statement: Capabilities | None = None
    if needs:
        findings, stated = await _examine_reach(fhir, needs)
        if stated is None:
            return findings
        statement = stated[0]
    return [
        *findings,
        *examine_operations(clinic, profile.capabilities, statement),
        *await _examine_work(profile, clinic, clock),
        WRITES.skipped(
            "test slot", f"Not tried: {settings.ehr_vendor} books visits, it does not hold times."
        ),
    ]


async def _examine_reach(
    fhir: FhirClient, needs: Sequence[Need]
) -> tuple[list[Finding], tuple[Capabilities | None] | None]:
    """Whether the server answers, and what it says of itself; None where it does not answer."""
    stated: list[Capabilities | None] = []

    async def reached() -> AsyncIterator[Finding]:
        stated.append(await read_statement(fhir))
        for finding in examine_statement(stated[0], needs):
            yield finding

    findings = await guarded(EHR, "reachable", reached, "Check FRONTDESK_EHR_URL and the network.")
    if not stated:
        return [*findings, EHR.skipped("everything else", _LATER)], None
    return findings, (stated[0],)


async def _examine_work(port: EhrPort, clinic: ClinicSettings, clock: Clock) -> list[Finding]:
    return [
        *await guarded(PEOPLE, "directory", lambda: examine_people(clinic, port)),
        *await guarded(TIMES, "free times", lambda: examine_times(clinic, port, clock)),
    ]


async def _authorized(settings: Settings, clinic: ClinicSettings) -> AsyncIterator[Finding]:
    if settings.ehr_url is None:
        yield EHR.ok("server", "The embedded FHIR store.")
        return
    yield EHR.ok("server", f"{settings.ehr_url} ({settings.ehr_vendor})")
    if settings.ehr_vendor in NEEDED_BY:
        yield EHR.ok("token", "By client id and secret, when the EHR is first asked.")
        return
    needs = needs_of(settings, clinic)
    async with open_authorization(settings, clinic) as authorization:
        async for finding in examine_authorization(settings, authorization, needs, clinic):
            yield finding


async def _examine_mcp(settings: Settings, clinic: ClinicSettings) -> AsyncIterator[Finding]:
    assert settings.ehr_mcp_url is not None
    if settings.ehr_token is None:
        yield EHR.missing("MCP server", "It has no token.", "Set FRONTDESK_EHR_TOKEN.")
        return
    async with open_remote_ehr(settings.ehr_mcp_url, settings.ehr_token.get_secret_value()) as ehr:
        answer = await ehr.clinic_directory(EhrSession(conversation_id="doctor", role="service"))
        offered = None if isinstance(answer, Refused) else await ehr.offered_tools()
    if isinstance(answer, Refused):
        yield EHR.missing(
            "MCP server", f"clinic_directory: {answer.code}.", "Check its address, token and log."
        )
    else:
        people = len(answer.directory.clinicians)
        yield EHR.ok("MCP server", f"{settings.ehr_mcp_url} answers, {people} clinicians.")
        for finding in examine_tools(clinic, offered):
            yield finding
