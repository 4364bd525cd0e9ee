"""The EHR port over NextGen Enterprise: its REST interface for scheduling and persons."""

from tools.vendors.nextgen.access import PRODUCTION, NextGenAccess
from tools.vendors.nextgen.profile import open_nextgen

__all__ = ["PRODUCTION", "NextGenAccess", "open_nextgen"]
