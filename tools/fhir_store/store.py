"""Opens the embedded FHIR store and fills it."""

import gc
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from clinic.clock import Clock
from clinic.errors import FrontdeskError

from .app import Authorize, FhirApp
from .exchange import FhirRequest
from .outcomes import FhirProblem
from .service import Service
from .storage import Storage, is_empty
from .validation import load_models

_SEED_BASE = "http://localhost/fhir"


class SeedRefused(FrontdeskError):
    """Resources given to `load` cannot be stored; nothing of them was."""

    code = "seed_refused"


class FhirStore:
    """An open store. `app` is the ASGI app to mount, or to call through httpx.ASGITransport."""

    def __init__(self, storage: Storage, zone: tzinfo, base_url: str, authorize: Authorize | None) -> None:
        self._storage = storage
        self._service = Service(storage, zone)
        self.app = FhirApp(self._service, base_url, authorize)

    def is_empty(self) -> bool:
        """Whether nothing was ever stored: the sign to seed it."""
        return is_empty(self._storage)

    def load(self, resources: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> int:
        """Store everything in one transaction, exactly as a POST of a transaction Bundle would; how many.

        Takes a transaction or collection Bundle, or resources (those with an id keep it). Call it before the
        store serves requests. Raises SeedRefused; nothing is kept then.
        """
        if not isinstance(resources, Mapping):
            entries = [_entry(dict(each)) for each in resources]
        elif resources.get("type") == "collection":
            entries = [_entry(dict(each["resource"])) for each in resources.get("entry", ())]
        else:
            entries = list(resources.get("entry", ()))
        transaction = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        collects = gc.isenabled()
        gc.disable()  # nothing becomes garbage in cycles meanwhile; looking for it takes a quarter of the time
        try:
            self._service.process(transaction, FhirRequest("POST", (), _SEED_BASE))
        except FhirProblem as problem:
            where = problem.issues[0].get("expression", ["Bundle"])[0]
            raise SeedRefused(f"{problem} ({where})") from problem
        finally:
            if collects:
                gc.enable()
        return len(entries)

    def warm_up(self) -> None:
        """Spare the first writers the import of the validation models (0.4 s). May run in a thread."""
        load_models()

    def close(self) -> None:
        """Close the file. The app answers no more."""
        self._storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _entry(resource: dict[str, Any]) -> dict[str, Any]:
    type_, id_ = resource.get("resourceType"), resource.get("id")
    request = {"method": "PUT", "url": f"{type_}/{id_}"} if id_ else {"method": "POST", "url": type_}
    return {"resource": resource, "request": request}


def create_store(
    path: Path | Literal[":memory:"],
    clock: Clock,
    base_url: str = "/fhir",
    authorize: Authorize | None = None,
    zone: tzinfo = UTC,
) -> FhirStore:
    """Open the store at `path`, made when missing; close it with `close` or a `with` block.

    `base_url` is the path it is called at, or an absolute URL when links must name a certain host.
    `authorize` is asked about each request's bearer token (not for /metadata). `zone` is the clinic's:
    searches such as `date=2026-03-02` mean that day there. Raises StoreFromNewerVersion.
    """
    return FhirStore(Storage(path, clock), zone, base_url, authorize)
