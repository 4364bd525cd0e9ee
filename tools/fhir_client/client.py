"""The FHIR interactions that the EHR tools use: read, search through all pages, create, update."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

import httpx
import orjson

from tools.fhir_client.failures import EhrUnavailable, FhirFailure, LostAnswer, NotFound, Rejected, failure_of
from tools.fhir_client.retrying import retrying

Resource: TypeAlias = dict[str, Any]
"""A FHIR R4 resource as parsed JSON."""

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_JSON = {"Content-Type": "application/fhir+json", "Prefer": "return=representation"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class _Call:
    """One request, as often as it is sent. `does` is what it does, for messages: no ids, no values."""

    method: str
    url: str
    resource_type: str
    does: str
    writes: bool = False
    content: bytes | None = None
    headers: Mapping[str, str] | None = None

    @property
    def no_answer(self) -> type[FhirFailure]:
        """What it means when no usable answer comes to a request that was sent."""
        return LostAnswer if self.writes else EhrUnavailable


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
        resource, _ = await self._send(_Call("GET", f"{resource_type}/{resource_id}", resource_type, "read"))
        return resource

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
        form = urlencode(list(parameters)).encode()
        call = _Call("POST", f"{resource_type}/_search", resource_type, "search", content=form, headers=_FORM)
        while True:
            bundle, _ = await self._send(call)
            following = _next_page(bundle)
            yield _matches(bundle), following is None
            if following is None:
                return
            call = _Call("GET", self._on_this_server(following), resource_type, "search")

    async def create(self, resource: Resource, *, if_none_exist: tuple[str, str]) -> Resource:
        """Create, unless a resource with the identifier (system, value) exists: then that is the answer."""
        system, value = if_none_exist
        condition = {"If-None-Exist": urlencode({"identifier": f"{system}|{value}"})}
        return await self._write("POST", resource["resourceType"], resource, "create", condition)

    async def update(self, resource: Resource) -> Resource:
        """Replace the version that was read: `VersionConflict` when there is a newer one."""
        condition = {"If-Match": f'W/"{version_of(resource)}"'}
        path = f"{resource['resourceType']}/{resource['id']}"
        return await self._write("PUT", path, resource, "update", condition)

    async def _write(
        self, method: str, path: str, resource: Resource, does: str, condition: Mapping[str, str]
    ) -> Resource:
        """The resource as stored; servers that ignore `Prefer` answer with a location instead."""
        kind = resource["resourceType"]
        body, headers = orjson.dumps(resource), {**_JSON, **condition}
        answer, location = await self._send(
            _Call(method, path, kind, does, writes=True, content=body, headers=headers)
        )
        if answer.get("resourceType") == kind:
            return answer
        resource_id = resource.get("id") or location.partition("/_history/")[0].rpartition("/")[2]
        try:
            if not resource_id:
                raise NotFound("The EHR accepted a write and did not say where it is.")
            return await self.read(kind, resource_id)
        except FhirFailure as cause:
            raise LostAnswer("A write was accepted and could not be read back.") from cause

    async def _send(self, call: _Call) -> tuple[Resource, str]:
        """The answer's body ({} when empty) and location, after as many tries as do no harm."""
        try:
            async with asyncio.timeout(self._deadline):
                return await retrying(reads=not call.writes, sleep=self._sleep)(self._attempt, call)
        except TimeoutError as cause:
            late = f"The EHR did not finish {call.does} {call.resource_type} within {self._deadline:g} s."
            raise call.no_answer(late) from cause

    async def _attempt(self, call: _Call) -> tuple[Resource, str]:
        try:
            response = await self._http.request(
                call.method, call.url, content=call.content, headers=call.headers
            )
        except _NOT_SENT as cause:
            raise EhrUnavailable("The EHR cannot be reached.") from cause
        except httpx.HTTPError as cause:
            raise call.no_answer("The connection to the EHR broke after a request was sent.") from cause
        if response.status_code >= 400:
            raise failure_of(
                response.status_code,
                response.headers,
                operation=call.does,
                resource_type=call.resource_type,
                writes=call.writes,
            )
        return _body(response, call), response.headers.get("location", "")

    def _on_this_server(self, link: str) -> str:
        """A link that may be followed with our token."""
        base = self._http.base_url
        url = base.join(link)
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise EhrUnavailable(
                "The EHR's next page is on another server; its base address may be set wrongly."
            )
        return str(url)


def version_of(resource: Mapping[str, Any]) -> str:
    """The version id of a resource as read (the content of its ETag)."""
    version = resource.get("meta", {}).get("versionId")
    if not version:
        raise Rejected(f"The EHR keeps no versions of {resource['resourceType']}: no update can be guarded.")
    return str(version)


def _body(response: httpx.Response, call: _Call) -> Resource:
    if not response.content and call.writes:
        return {}
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError as cause:
        raise call.no_answer("The EHR's answer is not whole JSON.") from cause
    if not isinstance(body, dict):
        raise call.no_answer("The EHR's answer is not a FHIR resource.")
    return body


def _matches(bundle: Resource) -> list[Resource]:
    """The bundle's resources, without what the server has to say about the search."""
    entries = bundle.get("entry", ())
    return [entry["resource"] for entry in entries if entry.get("search", {}).get("mode") != "outcome"]


def _next_page(bundle: Resource) -> str | None:
    return next((link["url"] for link in bundle.get("link", ()) if link.get("relation") == "next"), None)
