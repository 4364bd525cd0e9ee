"""The doctor looks at the way to the EHR: key, token endpoint, token, scopes, statement, clock."""

import stat
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from clinic.settings import ClinicSettings
from server.doctor.findings import Area, Finding
from server.ehr_needs import used_now
from server.settings import Settings
from tools.fhir_client import Authorization, Capabilities, EhrUnavailable, FhirClient, FhirFailure
from tools.fhir_client.needs import Need, stage_of
from tools.smart import BackendServices, KeyFile, missing_scopes

EHR = Area("EHR")
SKEW = timedelta(seconds=60)
"""Clocks that are further apart are worth mending; assertions are dated by the server's in any case."""


async def examine_authorization(
    settings: Settings, authorization: Authorization, needs: Sequence[Need], clinic: ClinicSettings
) -> AsyncIterator[Finding]:
    """`needs`: what the token must let us do. Ends with FhirFailure when there is no token to be had."""
    if not isinstance(authorization, BackendServices):
        async for finding in _examine_static_token(settings):
            yield finding
        return
    assert settings.ehr_key_file is not None
    yield _key(KeyFile(settings.ehr_key_file))
    where = await authorization.discovered()
    yield EHR.ok("token endpoint", f"{where.token_url} (from {where.found_in})")
    token = await authorization.access_token()
    yield EHR.ok("token", f"Given for {token.lifetime:g} s.")
    for finding in _scopes(token.scope, used_now(needs), clinic):
        yield finding


def _scopes(granted: str | None, needs: Sequence[Need], clinic: ClinicSettings) -> Iterator[Finding]:
    """A finding for each stage that lacks some; None granted: the server says that it was all that we asked for."""
    of_stage: dict[str, list[Need]] = {}
    for need in needs:
        of_stage.setdefault(stage_of(need, clinic), []).append(need)
    lacked = False
    for stage, wanted in of_stage.items():
        lacking = missing_scopes(granted, wanted) if granted is not None else []
        if lacking is None:
            yield EHR.warning(
                "scopes", f"Granted: {granted}. None is a SMART system scope: they cannot be judged."
            )
            return
        if lacking:
            lacked = True
            yield _lacking(stage, lacking, wanted)
    if not lacked:
        yield EHR.ok("scopes", "All that we need are granted.")


def _lacking(stage: str, scopes: list[str], needs: Sequence[Need]) -> Finding:
    resources = {scope.removeprefix("system/").partition(".")[0] for scope in scopes}
    of_them = [need for need in needs if need.resource in resources]
    found = f"Not granted: {', '.join(scopes)}."
    to_do = "Have them added to the app's registration at the EHR, and approved for this customer."
    instead = "; ".join(dict.fromkeys(need.without for need in of_them))
    say = EHR.warning if all(need.optional for need in of_them) else EHR.missing
    return say(f"scopes: {stage}", found, to_do, instead)


async def _examine_static_token(settings: Settings) -> AsyncIterator[Finding]:
    if settings.ehr_token is None:
        yield EHR.ok("token", "None is set; the server must be open to us as we are.")
    elif settings.demo:
        yield EHR.ok("token", "A static bearer token (FRONTDESK_EHR_TOKEN).")
    else:
        to_do = "Register Frontdesk as a SMART backend service: docs/operator/ehr.md."
        yield EHR.warning("token", "A static bearer token: it is never renewed.", to_do)


def _key(file: KeyFile) -> Finding:
    key = file.signing_key()
    found = f"{key.algorithm}, kid {key.key_id}"
    if stat.S_IMODE(file.path.stat().st_mode) & 0o077:
        return EHR.warning(
            "key", f"{found}; others than its owner may read the file.", f"chmod 600 {file.path}"
        )
    return EHR.ok("key", found)


async def read_statement(fhir: FhirClient) -> Capabilities | None:
    """None when the server has none to read. Raises EhrUnavailable when it does not answer at all."""
    try:
        return await fhir.capabilities()
    except EhrUnavailable:
        raise
    except FhirFailure:
        return None


def examine_statement(stated: Capabilities | None, needs: Sequence[Need]) -> Iterator[Finding]:
    """The CapabilityStatement and the clock. Differences are told; what is tried out decides."""
    if stated is None:
        yield EHR.warning(
            "CapabilityStatement", "There is none at /metadata. What we do there is tried out below."
        )
        return
    yield EHR.ok(
        "CapabilityStatement", f"{stated.software or 'a server without a name'}, FHIR {stated.fhir_version}"
    )
    if not stated.fhir_version.startswith("4.0"):
        to_do = "Set FRONTDESK_EHR_URL to the server's R4 base address."
        yield EHR.missing(
            "FHIR version", f"{stated.fhir_version or 'not said'}: Frontdesk speaks R4 (4.0).", to_do
        )
    if differences := stated.differences(need for need in needs if need.in_use):
        to_do = "Ask the EHR's vendor. Some servers do more than they list: we try all the same."
        yield EHR.warning("listed", " ".join(differences), to_do)
    else:
        yield EHR.ok("listed", "All that we do there today.")
    if differences := stated.differences(need for need in needs if not need.in_use):
        later = ", ".join(dict.fromkeys(_resource(each) for each in differences))
        yield EHR.warning(
            "listed, for later stages", f"Not, or not all of: {later}.", instead="staff, as today"
        )
    yield _clock(stated)


def _resource(difference: str) -> str:
    return difference.partition(":")[0].partition(" ")[0]


def _clock(stated: Capabilities) -> Finding:
    if stated.server_time is None:
        return EHR.skipped("clock", "The server does not tell its time.")
    ahead = (stated.server_time - datetime.now(UTC)).total_seconds()
    if abs(ahead) > SKEW.total_seconds():
        to_do = "Have both machines keep time by NTP: tokens and signed assertions hang on it."
        return EHR.warning("clock", f"The EHR's clock differs from ours by {ahead:+.0f} s.", to_do)
    return EHR.ok("clock", f"{ahead:+.0f} s from ours.")
