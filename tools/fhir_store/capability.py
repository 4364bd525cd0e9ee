"""The CapabilityStatement at /metadata, made from the same table that search uses."""

from typing import Any

from .search.declarations import SEARCH_PARAMETERS
from .search.parameters import Kind, SearchParameter, parameters_of

_INTERACTIONS = (
    "read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type",
)  # fmt: skip
_TYPES: dict[Kind, str] = {"phone": "token", "email": "token", "instant": "date"}


def capability_statement(base: str, date: str) -> dict[str, Any]:
    """What this server does. `date` is the instant at which it was started."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": date,
        "kind": "instance",
        "software": {"name": "Frontdesk embedded FHIR store"},
        "implementation": {"description": "Frontdesk embedded FHIR store", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "patchFormat": ["application/json-patch+json"],
        "rest": [
            {
                "mode": "server",
                "resource": [_resource(type_) for type_ in sorted(SEARCH_PARAMETERS)],
                "interaction": [{"code": each} for each in ("transaction", "batch", "history-system")],
            }
        ],
    }


def _resource(type_: str) -> dict[str, Any]:
    parameters = parameters_of(type_).values()
    references = sorted(each.name for each in parameters if each.kind == "reference")
    declared: dict[str, Any] = {
        "type": type_,
        "interaction": [{"code": each} for each in _INTERACTIONS],
        "versioning": "versioned",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "not-match",
        "conditionalUpdate": True,
        "conditionalDelete": "single",
        "referencePolicy": ["literal", "local", "enforced"],
        "searchInclude": [f"{type_}:{each}" for each in references],
        "searchRevInclude": _referring_to(type_),
        "searchParam": [
            {"name": "_id", "type": "token"},
            {"name": "_lastUpdated", "type": "date"},
            *(_parameter(each) for each in parameters),
        ],
    }
    return {name: value for name, value in declared.items() if value != []}


def _parameter(parameter: SearchParameter) -> dict[str, str]:
    return {"name": parameter.name, "type": _TYPES.get(parameter.kind, parameter.kind)}


def _referring_to(type_: str) -> list[str]:
    """Parameters of other resources that are declared to lead to this type."""
    return sorted(
        f"{source}:{each.name}"
        for source in SEARCH_PARAMETERS
        for each in parameters_of(source).values()
        if each.kind == "reference" and any(path.target in ("", type_) for path in each.paths)
    )
