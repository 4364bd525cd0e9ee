"""Insurance plans of a patient: the tool that lists those on file, and whether a visit may be booked with them."""

from clinic.care import CoverageOnFile
from clinic.insurance import may_come_with, plan_decides, plan_named
from clinic.scheduling import Forbidden
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_results import CoveragesOnFile, ListCoverageResult
from tools.ehr.offering import Ticket
from tools.ehr.policy import read_tool
from tools.ehr.port import Calendar, VisitRecord
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of


async def uninsured(
    desk: Desk, patient_id: str, ticket: Ticket, calendar: Calendar, moving: VisitRecord | None
) -> Refused | None:
    """Why a visit may not be booked there with the plan told when it was offered, else with those on file.

    A visit that moves stays with whoever took the plan; elsewhere it is judged anew.
    """
    settings, where = desk.settings, {"clinician": calendar.clinician_key, "site": calendar.site_key}
    if moving is not None and await _stays(desk, moving, calendar):
        return None
    plans = [ticket.plan] if ticket.plan else []
    if not plans and plan_decides(settings, ticket.visit_type, **where):
        found: list[str] | Refused = []
        if unsupported(desk.port.capabilities, "list_coverage") is None:
            found = await desk.chart.coverages(patient_id)
        if isinstance(found, Refused):
            return found
        plans = found
    verdict = may_come_with(settings, ticket.visit_type, plans, **where)
    return Refused(code="not_bookable", detail=verdict.rule) if isinstance(verdict, Forbidden) else None


async def _stays(desk: Desk, visit: VisitRecord, calendar: Calendar) -> bool:
    """Whether a calendar is with the clinician and at the site where the visit is already."""
    directory = (await desk.port.workplace()).directory
    clinician = next(
        (each.key for each in directory.clinicians if each.id == visit.appointment.clinician_id), ""
    )
    site = next((each.key for each in directory.sites if each.id == visit.appointment.site_id), "")
    return (clinician, site) == (calendar.clinician_key, calendar.site_key)


class CoverageTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance="appointments")
    async def list_coverage(self, session: EhrSession) -> ListCoverageResult:
        """The patient's active insurance plans on file, and which of the clinic's accepted plans each one is.

        Whether a plan pays for a visit only the payer knows.
        Assurance: as list_appointments. Refused: `not_allowed`, `not_supported`, `ehr_unavailable`.
        FHIR: searches Coverage of status active.
        """
        if (cannot := unsupported(self._desk.port.capabilities, "list_coverage")) is not None:
            return cannot
        found = await self._desk.chart.coverages(patient_id_of(session))
        if isinstance(found, Refused):
            return found
        return CoveragesOnFile(
            coverages=tuple(
                CoverageOnFile(plan=name, accepted_as=plan_named(self._desk.settings, name) or "")
                for name in found
            )
        )
