"""What NextGen offers beside booking: marking a visit as confirmed, listing all visits. The rest is staff's."""

from datetime import datetime

from tools.ehr.chart_results import Confirmed, VisitsDue
from tools.ehr.not_offered import NotOffered
from tools.ehr.port import VisitRecord
from tools.ehr.results import Refused, Unknown
from tools.fhir_client import FhirFailure, LostAnswer
from tools.vendors.nextgen.client import NextGenClient
from tools.vendors.nextgen.visits import NextGenVisits
from tools.vendors.rest import DueVisits


class NextGenChart(NotOffered):
    def __init__(self, client: NextGenClient, visits: NextGenVisits, due: DueVisits) -> None:
        self._client = client
        self._visits = visits
        self._due = due

    async def confirm(self, visit: VisitRecord, key: str) -> Confirmed | Refused | Unknown:  # noqa: ARG002 marking twice is marking once
        try:
            path = f"appointments/{visit.appointment.id}"
            await self._client.patch(path, "appointments", "confirm", {"AppointmentConfirmed": True})
        except LostAnswer:
            pass  # the look at it tells
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)
        try:
            now = await self._visits.visit(visit.appointment.id)
        except FhirFailure:
            now = None
        if now is None or not now.appointment.confirmed:
            return Unknown(detail="confirm")
        return Confirmed(appointment=now.appointment)

    async def visits_between(
        self, start: datetime, end: datetime, page: str, limit: int
    ) -> VisitsDue | Refused:
        return await self._due.page(start, end, page, limit)
