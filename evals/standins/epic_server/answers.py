"""Answers in Epic's shapes: OperationOutcome with codes of its own, searchset Bundles, resources without versions."""

from typing import Any

from starlette.responses import JSONResponse

Resource = dict[str, Any]
CODES = "urn:oid:1.2.840.114350.1.13.0.1.7.2.657369"
CSN = "urn:oid:1.2.840.114350.1.13.0.1.7.3.698084.8"
TEXTS = {
    "4100": "The resource request contained an invalid parameter.",
    "4101": "Resource request returns no results.",
    "4102": "The read resource request contained an invalid resource ID.",
    "4113": "The paging session has expired.",
    "4118": "User not authorized for request.",
    "59011": "More than one patient matched.",
    "59013": "The match has low confidence.",
    "59108": "A required element is missing.",
    "59138": "Only certain matches are supported.",
    "59144": "The reference provided was not found.",
    "59159": "The value given is invalid for a business rule.",
    "59200": "The Cadence Decision Tree was unable to determine a Visit Type based on the supplied parameters.",
}
Severity = str


def issue(code: str, severity: Severity = "fatal") -> Resource:
    coding = {"system": CODES, "code": code, "display": TEXTS[code]}
    return {
        "severity": severity,
        "code": "processing",
        "details": {"coding": [coding], "text": TEXTS[code]},
    }


def refused(code: str, status: int = 400) -> JSONResponse:
    return JSONResponse({"resourceType": "OperationOutcome", "issue": [issue(code)]}, status)


def bundle(resources: list[Resource], url: str, *reasons: str, following: str | None = None) -> Resource:
    """A searchset; an empty one says so in an entry of its own, with 4101 and what led to it."""
    entries: list[Resource] = [
        {
            "fullUrl": f"{url}/{each['id']}",
            "resource": each,
            "search": {"mode": "match", **({"score": 1} if url.endswith("$match") else {})},
        }
        for each in resources
    ]
    if not resources:
        issues = [issue(code, "warning") for code in (*reasons, "4101")]
        outcome = {"resourceType": "OperationOutcome", "issue": issues}
        entries.append({"resource": outcome, "search": {"mode": "outcome"}})
    links = [{"relation": "self", "url": url}]
    if following is not None:
        links.append({"relation": "next", "url": following})
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "link": links,
        "entry": entries,
    }


def shown(resource: Resource) -> Resource:
    """As Epic shows it: no versions, no identifiers of other systems, appointments without slots but with a CSN."""
    bare = {name: value for name, value in resource.items() if name not in ("meta", "slot", "extension")}
    if resource["resourceType"] == "Appointment":
        bare["identifier"] = [{"use": "usual", "system": CSN, "value": csn_of(resource["id"])}]
        bare["serviceCategory"] = [{"coding": [{"code": "appointment"}], "text": "appointment"}]
    elif "identifier" in bare:
        bare["identifier"] = [
            each for each in bare["identifier"] if not each.get("system", "").startswith("urn:frontdesk")
        ]
    return bare


def csn_of(appointment_id: str) -> str:
    """A contact serial number: digits, the same for the same appointment."""
    return str(int.from_bytes(appointment_id.encode()[-6:], "big") % 10**9)
