"""The tools themselves: what a receptionist does, one method each, over the EHR port."""

from tools.ehr.toolset.desk import Desk
from tools.ehr.toolset.directory import DirectoryTools
from tools.ehr.toolset.patients import PatientTools
from tools.ehr.toolset.slots import SlotTools
from tools.ehr.toolset.visits import VisitTools

__all__ = ["Desk", "DirectoryTools", "PatientTools", "SlotTools", "VisitTools"]
