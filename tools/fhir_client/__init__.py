"""A light, async FHIR R4 client: JSON in and out, failures that say whether a write may have taken effect."""

from tools.fhir_client.authorization import Authorization, StaticToken
from tools.fhir_client.breaker import Breaker, CircuitOpen
from tools.fhir_client.capabilities import Capabilities
from tools.fhir_client.client import FhirClient, version_of
from tools.fhir_client.connection import connect_fhir
from tools.fhir_client.deadlines import within
from tools.fhir_client.exchange import Resource
from tools.fhir_client.failures import (
    EhrUnavailable,
    FhirFailure,
    LostAnswer,
    NotFound,
    Rejected,
    Unauthorized,
    VersionConflict,
)
from tools.fhir_client.holding import Hold

__all__ = [
    "Authorization",
    "Breaker",
    "Capabilities",
    "CircuitOpen",
    "EhrUnavailable",
    "FhirClient",
    "FhirFailure",
    "Hold",
    "LostAnswer",
    "NotFound",
    "Rejected",
    "Resource",
    "StaticToken",
    "Unauthorized",
    "VersionConflict",
    "connect_fhir",
    "version_of",
    "within",
]
