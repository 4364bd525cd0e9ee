"""Finds a FHIR server's token endpoint: .well-known/smart-configuration, else the CapabilityStatement.

Nothing but the token endpoint is insisted on: servers leave out even what the specification requires.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from tools.fhir_client import Capabilities, EhrUnavailable, Unauthorized
from tools.fhir_client.capabilities import http_date

PATH = ".well-known/smart-configuration"


class NoTokenEndpoint(Unauthorized):
    """The server does not say where tokens are had."""

    code = "ehr_no_token_endpoint"


@dataclass(frozen=True)
class Discovered:
    """What a server announces; empty where it says nothing."""

    token_url: str
    found_in: str
    algorithms: tuple[str, ...] = ()
    auth_methods: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    scopes_supported: tuple[str, ...] = ()
    server_time: datetime | None = None

    @property
    def scope_version(self) -> int:
        """2 where it is announced, else 1, which every server of either version has to know."""
        return 2 if "permission-v2" in self.capabilities else 1


async def discover(http: httpx.AsyncClient, base_url: str) -> Discovered:
    """Raises NoTokenEndpoint, EhrUnavailable."""
    base = base_url.rstrip("/")
    document, date = await _json(http, f"{base}/{PATH}")
    url, found_in = document.get("token_endpoint"), PATH
    if not isinstance(url, str):
        statement, date = await _json(http, f"{base}/metadata")
        url, found_in = Capabilities.of(statement).token_url, "metadata"
    if not url or not url.startswith(("https://", "http://")):
        raise NoTokenEndpoint(
            f"{base} names no token endpoint, neither in {PATH} nor in its CapabilityStatement. "
            "Check FRONTDESK_EHR_URL, the FHIR base address; for a fixed token set FRONTDESK_EHR_TOKEN."
        )
    if base.startswith("https://") and not url.startswith("https://"):
        raise NoTokenEndpoint(f"{base} names a token endpoint without TLS ({url}): it is not used.")
    return Discovered(
        token_url=url,
        found_in=found_in,
        algorithms=_words(document, "token_endpoint_auth_signing_alg_values_supported"),
        auth_methods=_words(document, "token_endpoint_auth_methods_supported"),
        capabilities=_words(document, "capabilities"),
        scopes_supported=_words(document, "scopes_supported"),
        server_time=http_date(date),
    )


async def _json(http: httpx.AsyncClient, url: str) -> tuple[Mapping[str, Any], str | None]:
    """The object at `url`, {} when there is none, and the Date header."""
    try:
        answer = await http.get(url, headers={"Accept": "application/json, application/fhir+json"})
    except httpx.HTTPError as cause:
        raise EhrUnavailable(f"{url} cannot be reached.") from cause
    if answer.status_code in (429, 500, 502, 503, 504):
        raise EhrUnavailable(f"{url} answered {answer.status_code}.", http_status=answer.status_code)
    try:
        body = answer.json() if answer.status_code == 200 else {}
    except ValueError:
        body = {}
    return (body if isinstance(body, dict) else {}), answer.headers.get("date")


def _words(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed = document.get(name)
    return tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()
