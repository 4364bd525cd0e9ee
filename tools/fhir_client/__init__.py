"""A light, async FHIR R4 client: JSON in and out, failures that say whether a write may have taken effect."""

from tools.fhir_client.client import FhirClient, Resource, version_of
from tools.fhir_client.connection import connect_fhir
from tools.fhir_client.failures import (
    EhrUnavailable,
    FhirFailure,
    LostAnswer,
    NotFound,
    Rejected,
    VersionConflict,
)

__all__ = [
    "EhrUnavailable",
    "FhirClient",
    "FhirFailure",
    "LostAnswer",
    "NotFound",
    "Rejected",
    "Resource",
    "VersionConflict",
    "connect_fhir",
    "version_of",
]
