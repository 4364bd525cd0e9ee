"""Tool: the visits that outreach has to think of."""

from datetime import timedelta

from clinic.models import Assurance
from tools.ehr.arguments import Instant, InvalidArgument, an_instant
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_results import VisitsDueResult
from tools.ehr.policy import read_tool
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk

_MOST = 200
_LONGEST = timedelta(days=62)


class OutreachTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance=Assurance.ANONYMOUS, roles=("service",))
    async def visits_due(
        self,
        session: EhrSession,  # noqa: ARG002 every tool has one
        start: Instant,
        end: Instant,
        page: str = "",
        limit: int = 100,
    ) -> VisitsDueResult:
        """Booked visits that start at `start` or later and before `end`, with how their patients are reached, by start.

        A page holds up to `limit` of them; `next_page` of the answer asks for the next one. What is booked or moved
        while pages are read neither doubles nor hides others. Patients who died or whose record is out of use are left
        out.
        Assurance: none; service only. Refused: `not_allowed`, `not_supported`, `invalid_argument`, `ehr_unavailable`.
        FHIR: searches Appointment by date, then Patient by id.
        """
        first, last = an_instant("start", start), an_instant("end", end)
        if first is None or last is None:
            raise InvalidArgument("start, end: both are needed")
        if not timedelta(0) < last - first <= _LONGEST:
            raise InvalidArgument(f"end: up to {_LONGEST.days} days after start")
        if not 1 <= limit <= _MOST:
            raise InvalidArgument(f"limit: 1 to {_MOST}")
        if (cannot := unsupported(self._desk.port.capabilities, "visits_due")) is not None:
            return cannot
        return await self._desk.chart.visits_between(first, last, page, limit)
