"""The tools themselves: what a receptionist does, one method each, over the EHR port."""

from tools.ehr.toolset.attendance import AttendanceTools
from tools.ehr.toolset.codes import CodeTools
from tools.ehr.toolset.contact import ContactTools
from tools.ehr.toolset.coverage import CoverageTools
from tools.ehr.toolset.dependents import DependentTools
from tools.ehr.toolset.desk import Desk
from tools.ehr.toolset.directory import DirectoryTools
from tools.ehr.toolset.forms import FormTools
from tools.ehr.toolset.holds import HoldTools
from tools.ehr.toolset.medications import MedicationTools
from tools.ehr.toolset.notes import NoteTools
from tools.ehr.toolset.orders import OrderTools
from tools.ehr.toolset.outreach import OutreachTools
from tools.ehr.toolset.overbooking import OverbookingTools
from tools.ehr.toolset.patients import PatientTools
from tools.ehr.toolset.refill_facts import RefillFactsTools
from tools.ehr.toolset.relations import RelationTools
from tools.ehr.toolset.requests import RequestTools
from tools.ehr.toolset.slots import SlotTools
from tools.ehr.toolset.visits import VisitTools
from tools.ehr.toolset.waitlist import WaitlistTools

TOOLSETS = (
    DirectoryTools,
    PatientTools,
    CodeTools,
    ContactTools,
    RelationTools,
    DependentTools,
    SlotTools,
    HoldTools,
    VisitTools,
    OverbookingTools,
    AttendanceTools,
    WaitlistTools,
    CoverageTools,
    MedicationTools,
    RefillFactsTools,
    RequestTools,
    OrderTools,
    FormTools,
    NoteTools,
    OutreachTools,
)
"""In the order in which their tools are listed. Each is made with a Desk; its marked methods are the tools."""

__all__ = ["TOOLSETS", "Desk"]
