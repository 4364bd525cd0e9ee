"""What a FHIR server says of itself, and where that differs from what Frontdesk does there.

The profile decides what is done; the statement informs: some servers list less than they do, others more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tools.fhir_client.needs import Need

_OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"


@dataclass(frozen=True)
class ResourceCapability:
    """One resource type of the statement. `versioning` and `conditional_create` are None where it does not say."""

    interactions: frozenset[str] = frozenset()
    versioning: str | None = None
    conditional_create: bool | None = None
    search_parameters: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()
    """Names without the "$"."""


@dataclass(frozen=True)
class Capabilities:
    """A CapabilityStatement, as far as it matters here."""

    software: str = ""
    fhir_version: str = ""
    resources: Mapping[str, ResourceCapability] = field(default_factory=dict)
    token_url: str | None = None
    """Of the older way to announce SMART, by extension."""
    server_time: datetime | None = None
    """The server's clock when it answered (Date header), to the second."""

    @classmethod
    def of(cls, statement: Mapping[str, Any], date: str | None = None) -> "Capabilities":
        """From the resource and the Date header that came with it. Odd and missing parts count as not said."""
        rest = next((each for each in _objects(statement, "rest") if each.get("mode") == "server"), {})
        software = statement.get("software")
        return cls(
            software=str(software.get("name", "")) if isinstance(software, Mapping) else "",
            fhir_version=str(statement.get("fhirVersion", "")),
            resources={str(each.get("type")): _resource(each) for each in _objects(rest, "resource")},
            token_url=_token_url(rest),
            server_time=http_date(date),
        )

    def lists(self, resource: str, interaction: str) -> bool:
        stated = self.resources.get(resource)
        return stated is not None and interaction in stated.interactions

    def operations(self, resource: str) -> frozenset[str]:
        """Operations stated for a resource type, such as "match" for Patient."""
        stated = self.resources.get(resource)
        return stated.operations if stated is not None else frozenset()

    def differences(self, needs: Iterable[Need]) -> list[str]:
        """What Frontdesk does that the statement does not list, as sentences."""
        return [line for need in needs for line in self._differences(need)]

    def _differences(self, need: Need) -> Iterator[str]:
        stated = self.resources.get(need.resource)
        if stated is None:
            if not need.optional:
                yield f"{need.resource} is not listed."
            return
        missing = [each for each in need.interactions if each not in stated.interactions]
        if missing:
            yield f"{need.resource}: {', '.join(missing)} not listed."
        if "update" in need.interactions and stated.versioning == "no-version":
            yield f"{need.resource}: no versions are kept, so that no update can be guarded (If-Match)."
        if "create" in need.interactions and need.conditional and stated.conditional_create is False:
            yield f"{need.resource}: no conditional create (If-None-Exist)."


def http_date(header: str | None) -> datetime | None:
    """The instant in a Date header; None when there is none that can be read."""
    try:
        told = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return told if told.tzinfo else None


def _resource(stated: Mapping[str, Any]) -> ResourceCapability:
    conditional = stated.get("conditionalCreate")
    return ResourceCapability(
        interactions=frozenset(str(each.get("code")) for each in _objects(stated, "interaction")),
        versioning=stated.get("versioning"),
        conditional_create=conditional if isinstance(conditional, bool) else None,
        search_parameters=frozenset(str(each.get("name")) for each in _objects(stated, "searchParam")),
        operations=frozenset(str(each.get("name")).lstrip("$") for each in _objects(stated, "operation")),
    )


def _token_url(rest: Mapping[str, Any]) -> str | None:
    security = rest.get("security")
    for extension in _objects(security if isinstance(security, Mapping) else {}, "extension"):
        if extension.get("url") == _OAUTH_URIS:
            for inner in _objects(extension, "extension"):
                if inner.get("url") == "token" and isinstance(inner.get("valueUri"), str):
                    return str(inner["valueUri"])
    return None


def _objects(parent: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects in a list element; what is neither is left out."""
    listed = parent.get(name)
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
