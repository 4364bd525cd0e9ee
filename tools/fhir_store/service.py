"""Decides where a request runs: reads at once, writes in turn, large Bundles beside the event loop."""

import asyncio
from datetime import tzinfo
from typing import Any

from .bundles import entries_of, run_batch, run_transaction
from .exchange import FhirRequest, FhirResponse
from .indexing import search_values
from .interactions import is_read, perform
from .outcomes import FhirProblem
from .search.parameters import fingerprint
from .storage import Storage, replace_all_values
from .transaction import reading, writing
from .versions import instant

_LARGE_BUNDLE = 40
"""Entries from which a Bundle runs in a thread: below, the few milliseconds cost less than the hand-over."""


class Service:
    """Serves FHIR requests from a Storage. SQLite answers in under a millisecond, so calls are direct."""

    def __init__(self, storage: Storage, zone: tzinfo) -> None:
        self._storage = storage
        self._zone = zone
        self._writers = asyncio.Lock()
        replace_all_values(storage, f"{fingerprint()} {zone}", lambda resource: search_values(resource, zone))

    def instant(self) -> str:
        """The clock's time as a FHIR instant."""
        return instant(self._storage.now())

    async def serve(self, request: FhirRequest) -> FhirResponse:
        """Do what a request asks. Raises FhirProblem for all that cannot be done."""
        if is_read(request):
            return perform(reading(self._storage, request.base, self._zone), request)
        bundle = None if request.path else self._bundle(request)
        async with self._writers:
            if bundle is None:
                return self._alone(request)
            if len(bundle.get("entry", ())) < _LARGE_BUNDLE or self._storage.in_memory:
                return self.process(bundle, request)
            return await self._beside_the_loop(bundle, request)

    def _bundle(self, request: FhirRequest) -> dict[str, Any]:
        if request.method != "POST":
            raise FhirProblem(
                405, "not-supported", "The base takes a POST of a Bundle.", (), {"Allow": "POST"}
            )
        bundle = request.json()
        entries_of(bundle)
        assert isinstance(bundle, dict)
        return bundle

    async def _beside_the_loop(self, bundle: dict[str, Any], request: FhirRequest) -> FhirResponse:
        """Process in a thread and to its end: a client that goes away must not free the lock meanwhile."""
        work = asyncio.ensure_future(asyncio.to_thread(self.process, bundle, request))
        cancelled: asyncio.CancelledError | None = None
        while not work.done():
            try:
                await asyncio.wait({work})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled:
            work.exception()
            raise cancelled
        return work.result()

    def process(self, bundle: dict[str, Any], request: FhirRequest) -> FhirResponse:
        """A batch or transaction Bundle."""
        if bundle["type"] == "batch":
            return run_batch(bundle, request, self._alone)
        with writing(self._storage, request.base, self._zone) as transaction:
            return run_transaction(transaction, bundle, request)

    def _alone(self, request: FhirRequest) -> FhirResponse:
        with writing(self._storage, request.base, self._zone) as transaction:
            return perform(transaction, request)
