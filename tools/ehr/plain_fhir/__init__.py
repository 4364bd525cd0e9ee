"""The EHR port over any FHIR R4 server that keeps versions (If-Match) and honours If-None-Exist."""

from tools.ehr.plain_fhir.profile import PlainFhir

__all__ = ["PlainFhir"]
