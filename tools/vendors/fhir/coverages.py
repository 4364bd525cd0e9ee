"""Insurance plans on file: active Coverage, by the name that the EHR gives the plan, else the payer, else the kind."""

from collections.abc import Iterator

from tools.fhir_client import FhirClient, Resource


async def coverages_of(fhir: FhirClient, patient_id: str) -> list[str]:
    """Names of the plans, the most telling one of each. Raises FhirFailure."""
    beneficiary = f"Patient/{patient_id}"
    wanted = [("beneficiary", beneficiary), ("status", "active"), ("_count", "20")]
    found = await fhir.search("Coverage", wanted)
    ours = [
        each
        for each in found
        if each.get("status") == "active" and each.get("beneficiary", {}).get("reference") == beneficiary
    ]
    return list(dict.fromkeys(name for each in ours if (name := next(_names(each), ""))))


def _names(coverage: Resource) -> Iterator[str]:
    for group in coverage.get("class", ()):
        kinds = {coding.get("code") for coding in group.get("type", {}).get("coding", ())}
        if "plan" in kinds and group.get("name"):
            yield group["name"]
    for payor in coverage.get("payor", ()):
        if payor.get("display"):
            yield payor["display"]
    if text := coverage.get("type", {}).get("text"):
        yield text
