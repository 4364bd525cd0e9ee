"""The doctor tries to read each kind of resource, by an id that nobody has: no patient's data is fetched for that."""

from collections.abc import AsyncIterator, Sequence

from server.doctor.findings import Area, Finding
from tools.fhir_client import EhrUnavailable, FhirClient, FhirFailure, Unauthorized
from tools.fhir_client.needs import Need
from tools.vendors.fhir.requirements import requirements

READS = Area("EHR: reading")
BEHAVIOUR = Area("EHR: behaviour")
_NOBODY = "frontdesk-doctor"


async def examine_resources(fhir: FhirClient, needs: Sequence[Need]) -> AsyncIterator[Finding]:
    later: list[str] = []
    for need in needs:
        if "search-type" in need.interactions:
            finding = await _read(fhir, need)
            if need.in_use:
                yield finding
            elif finding.status != "ok":
                later.append(f"{need.resource} ({need.without})")
    if later:
        found = f"Later stages will read these, which cannot be read yet: {', '.join(later)}."
        yield READS.warning("for later stages", found)


async def _read(fhir: FhirClient, need: Need) -> Finding:
    lacking = READS.warning if need.optional else READS.missing
    try:
        await fhir.search(need.resource, [("_id", _NOBODY), ("_count", "1")], at_most=1)
    except Unauthorized as failure:
        to_do = f"Have {need.resource} added to what our registration at the EHR may do."
        return lacking(need.resource, failure.message, to_do, need.without)
    except EhrUnavailable as failure:
        to_do = "See whether the EHR is up; then try again."
        return lacking(need.resource, failure.message, to_do, need.without)
    except FhirFailure as failure:
        to_do = f"Ask the EHR's vendor for {need.resource} in R4: {need.purpose}."
        return lacking(need.resource, failure.message, to_do, need.without)
    return READS.ok(need.resource, need.purpose)


async def examine_behaviour(fhir: FhirClient, *, write: bool) -> AsyncIterator[Finding]:
    """What safe booking rests on, tried out (tools.vendors.fhir.requirements)."""
    tried = await requirements(fhir, write=write)
    for each in tried:
        if not each.met:
            to_do = "Ask the EHR's vendor; until then do not switch scheduling on."
            yield BEHAVIOUR.missing(each.name, each.reason, to_do, "staff book")
    if met := [each.name for each in tried if each.met]:
        yield BEHAVIOUR.ok("as needed", ", ".join(met))
