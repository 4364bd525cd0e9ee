"""The EHR port over any FHIR R4 server that keeps versions (If-Match)."""

from tools.vendors.fhir.profile import PlainFhir
from tools.vendors.fhir.repair import repair
from tools.vendors.fhir.requirements import Requirement, requirements
from tools.vendors.fhir.slots import SlotBook

__all__ = ["PlainFhir", "Requirement", "SlotBook", "repair", "requirements"]
