"""The FHIR interactions that the EHR tools use: read, search through all pages, create, update."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson

from tools.fhir_client.capabilities import Capabilities
from tools.fhir_client.exchange import Call, Resource
from tools.fhir_client.failures import EhrUnavailable, FhirFailure, LostAnswer, NotFound, Rejected
from tools.fhir_client.holding import HeldSender, Hold, Sender
from tools.fhir_client.kept_reads import KeptReads

_JSON = {"Content-Type": "application/fhir+json", "Prefer": "return=representation"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class FhirClient:
    """One FHIR server. Safe to share between tasks.

    Every method raises the failures of `tools.fhir_client.failures`, within the deadline of one operation, or the
    caller's where that is earlier (`tools.fhir_client.within`).
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._kept = KeptReads()

    def held_by(self, hold: Hold) -> "FhirClient":
        """The same server, asked only while the hold is open."""
        return FhirClient(HeldSender(self._sender, hold))

    async def capabilities(self) -> Capabilities:
        """What the server says of itself (CapabilityStatement at /metadata)."""
        answer = await self._sender.send(Call("GET", "metadata", "CapabilityStatement", "read"))
        return Capabilities.of(answer.body, answer.headers.get("date"))

    async def read(self, resource_type: str, resource_id: str) -> Resource:
        """The current version of one resource: the server's answer, or a copy that it says is still the current one."""
        path = f"{resource_type}/{resource_id}"
        asked = Call("GET", path, resource_type, "read", headers=self._kept.condition(path))
        resource = self._kept.taken(path, await self._sender.send(asked))
        if resource is None:  # the copy was dropped while the server said that it is current
            resource = (await self._sender.send(Call("GET", path, resource_type, "read"))).body
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
        call = Call("POST", f"{resource_type}/_search", resource_type, "search", content=form, headers=_FORM)
        while True:
            bundle = (await self._sender.send(call)).body
            following = _next_page(bundle)
            yield _matches(bundle), following is None
            if following is None:
                return
            call = Call("GET", self._on_this_server(following), resource_type, "search")

    async def operate(self, resource_type: str, operation: str, parameters: Resource) -> list[Resource]:
        """The resources that an operation without effects, such as "match", answers with in its Bundle."""
        call = Call(
            "POST",
            f"{resource_type}/${operation}",
            resource_type,
            f"${operation}",
            content=orjson.dumps(parameters),
            headers={"Content-Type": "application/fhir+json"},
        )
        return _matches((await self._sender.send(call)).body)

    async def create(self, resource: Resource, *, if_none_exist: tuple[str, str]) -> Resource:
        """Create, unless a resource with the identifier (system, value) exists: then that is the answer."""
        system, value = if_none_exist
        return await self.create_unless(resource, [("identifier", f"{system}|{value}")])

    async def create_unless(self, resource: Resource, parameters: Sequence[tuple[str, str]]) -> Resource:
        """Create, unless a search by `parameters` finds one: for resources that have no identifier."""
        condition = {"If-None-Exist": urlencode(parameters)}
        return await self._write("POST", resource["resourceType"], resource, "create", condition)

    async def create_unconditionally(self, resource: Resource) -> Resource:
        """Create, whatever exists: for servers that know no If-None-Exist. A lost answer must be read back."""
        return await self._write("POST", resource["resourceType"], resource, "create", {})

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
        answer = await self._sender.send(
            Call(method, path, kind, does, writes=True, content=body, headers=headers)
        )
        if answer.body.get("resourceType") == kind:
            return answer.body
        location = answer.headers.get("location", "")
        resource_id = resource.get("id") or location.partition("/_history/")[0].rpartition("/")[2]
        try:
            if not resource_id:
                raise NotFound("The EHR accepted a write and did not say where it is.")
            return await self.read(kind, resource_id)
        except FhirFailure as cause:
            raise LostAnswer("A write was accepted and could not be read back.") from cause

    def _on_this_server(self, link: str) -> str:
        """A link that may be followed with our token."""
        base = self._sender.base_url
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


def _matches(bundle: Resource) -> list[Resource]:
    """The bundle's resources, without what the server has to say about the search."""
    entries = bundle.get("entry", ())
    return [entry["resource"] for entry in entries if entry.get("search", {}).get("mode") != "outcome"]


def _next_page(bundle: Resource) -> str | None:
    return next((link["url"] for link in bundle.get("link", ()) if link.get("relation") == "next"), None)
