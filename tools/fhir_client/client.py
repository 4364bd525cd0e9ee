"""The FHIR interactions that the EHR tools use: read, search through all pages, create, update."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode

import httpx
import orjson

from tools.fhir_client.failures import EhrUnavailable, FhirFailure, LostAnswer, NotFound, Rejected, failure_of
from tools.fhir_client.retrying import retrying

Resource: TypeAlias = dict[str, Any]
"""A FHIR R4 resource as parsed JSON."""

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_JSON = {"Content-Type": "application/fhir+json"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_WHOLE = {"Prefer": "return=representation"}


class FhirClient:
    """One FHIR server. Safe to share between tasks.

    Every method raises the failures of `tools.fhir_client.failures`. `deadline` is in seconds for one
    operation, retries included.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        deadline: float = 10.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = http
        self._deadline = deadline
        self._sleep = sleep

    async def read(self, resource_type: str, resource_id: str) -> Resource:
        """The current version of one resource."""
        response = await self._call(
            "GET", f"{resource_type}/{resource_id}", operation="read", resource_type=resource_type
        )
        return _resource(response, writes=False)

    async def search(
        self, resource_type: str, parameters: Iterable[tuple[str, str]], *, at_most: int | None = None
    ) -> list[Resource]:
        """All matches, through all pages, or those of the pages that hold the first `at_most`."""
        found: list[Resource] = []
        async for page, _ in self.pages(resource_type, parameters):
            found += page
            if at_most is not None and len(found) >= at_most:
                break
        return found

    async def pages(
        self, resource_type: str, parameters: Iterable[tuple[str, str]]
    ) -> AsyncIterator[tuple[list[Resource], bool]]:
        """Matches page by page, and whether the page is the last.

        Sent as POST `_search`, because search parameters name patients and addresses end up in logs.
        """
        response = await self._call(
            "POST",
            f"{resource_type}/_search",
            operation="search",
            resource_type=resource_type,
            content=urlencode(list(parameters)).encode(),
            headers=_FORM,
        )
        while True:
            bundle = _resource(response, writes=False)
            following = next(
                (link["url"] for link in bundle.get("link", ()) if link.get("relation") == "next"), None
            )
            yield _matches(bundle), following is None
            if following is None:
                return
            response = await self._call("GET", following, operation="search", resource_type=resource_type)

    async def create(self, resource: Resource, *, if_none_exist: tuple[str, str]) -> Resource:
        """Create, unless a resource with the identifier (system, value) exists: then that is the answer."""
        system, value = if_none_exist
        response = await self._write(
            "POST",
            resource["resourceType"],
            resource,
            operation="create",
            headers={"If-None-Exist": urlencode({"identifier": f"{system}|{value}"})},
        )
        return await self._written(response, resource)

    async def update(self, resource: Resource) -> Resource:
        """Replace the version that was read: `VersionConflict` when there is a newer one."""
        response = await self._write(
            "PUT",
            f"{resource['resourceType']}/{resource['id']}",
            resource,
            operation="update",
            headers={"If-Match": f'W/"{version_of(resource)}"'},
        )
        return await self._written(response, resource)

    async def _write(
        self, method: str, path: str, resource: Resource, *, operation: str, headers: Mapping[str, str]
    ) -> httpx.Response:
        return await self._call(
            method,
            path,
            operation=operation,
            resource_type=resource["resourceType"],
            writes=True,
            content=orjson.dumps(resource),
            headers={**_JSON, **_WHOLE, **headers},
        )

    async def _written(self, response: httpx.Response, sent: Resource) -> Resource:
        """The resource as stored; servers that ignore `Prefer` answer with a location instead."""
        if response.content:
            answer = _resource(response, writes=True)
            if answer.get("resourceType") == sent["resourceType"]:
                return answer
        location = response.headers.get("location", "").partition("/_history/")[0]
        resource_id = sent.get("id") or location.rpartition("/")[2]
        try:
            if not resource_id:
                raise NotFound("The EHR accepted a write and did not say where it is.")
            return await self.read(sent["resourceType"], resource_id)
        except FhirFailure as cause:
            raise LostAnswer("A write was accepted and could not be read back.") from cause

    async def _call(
        self,
        method: str,
        url: str,
        *,
        operation: str,
        resource_type: str,
        writes: bool = False,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        async def attempt() -> httpx.Response:
            response = await self._send(method, url, writes=writes, content=content, headers=headers)
            if response.status_code >= 400:
                raise failure_of(
                    response.status_code,
                    response.headers,
                    operation=operation,
                    resource_type=resource_type,
                    writes=writes,
                )
            return response

        try:
            async with asyncio.timeout(self._deadline):
                return await retrying(reads=not writes, sleep=self._sleep)(attempt)
        except TimeoutError as cause:
            message = f"The EHR did not finish {operation} {resource_type} within {self._deadline:g} s."
            raise (LostAnswer if writes else EhrUnavailable)(message) from cause

    async def _send(
        self, method: str, url: str, *, writes: bool, content: bytes | None, headers: Mapping[str, str] | None
    ) -> httpx.Response:
        try:
            return await self._http.request(method, url, content=content, headers=headers)
        except _NOT_SENT as cause:
            raise EhrUnavailable("The EHR cannot be reached.") from cause
        except httpx.HTTPError as cause:
            if writes:
                raise LostAnswer("The connection to the EHR broke after a write was sent.") from cause
            raise EhrUnavailable("The connection to the EHR broke.") from cause


def version_of(resource: Resource) -> str:
    """The version id of a resource as read (the content of its ETag)."""
    version = resource.get("meta", {}).get("versionId")
    if not version:
        raise Rejected(
            f"The EHR keeps no versions of {resource['resourceType']}: guarded updates are impossible."
        )
    return str(version)


def _resource(response: httpx.Response, *, writes: bool) -> Resource:
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError as cause:
        message = "The EHR's answer is not whole JSON."
        raise (LostAnswer if writes else EhrUnavailable)(message, http_status=response.status_code) from cause
    if not isinstance(body, dict):
        raise EhrUnavailable("The EHR's answer is not a FHIR resource.", http_status=response.status_code)
    return body


def _matches(bundle: Resource) -> list[Resource]:
    """The bundle's resources, without what the server has to say about the search."""
    entries = bundle.get("entry", ())
    return [entry["resource"] for entry in entries if entry.get("search", {}).get("mode") != "outcome"]
