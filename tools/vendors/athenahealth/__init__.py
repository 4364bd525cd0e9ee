"""The EHR port over athenaOne (athenahealth): REST scheduling and patients."""

from tools.vendors.athenahealth.access import PREVIEW, PRODUCTION, AthenahealthAccess
from tools.vendors.athenahealth.profile import open_athenahealth

__all__ = ["PREVIEW", "PRODUCTION", "AthenahealthAccess", "open_athenahealth"]
