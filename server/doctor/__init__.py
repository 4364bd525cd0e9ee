"""`frontdesk doctor`: looks at every connection of a clinic's set-up and says what is missing and what to do."""

from server.doctor.examination import examine
from server.doctor.findings import Examination, Finding, Status

__all__ = ["Examination", "Finding", "Status", "examine"]
