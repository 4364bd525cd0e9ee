"""The EHR port over any FHIR R4 server that keeps versions (If-Match)."""

from tools.ehr.plain_fhir.profile import PlainFhir
from tools.ehr.plain_fhir.repair import RepairReport, repair
from tools.ehr.plain_fhir.requirements import Requirement, requirements
from tools.ehr.plain_fhir.slots import SlotBook

__all__ = ["PlainFhir", "RepairReport", "Requirement", "SlotBook", "repair", "requirements"]
