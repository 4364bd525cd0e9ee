"""The embedded FHIR R4 store: an ordinary FHIR server over SQLite, the default EHR and the demo's."""

from .app import Authorize
from .storage import StoreFromNewerVersion
from .store import FhirStore, SeedRefused, create_store

__all__ = ["Authorize", "FhirStore", "SeedRefused", "StoreFromNewerVersion", "create_store"]
