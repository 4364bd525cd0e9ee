"""A patient says that they will come: written on the Appointment, once."""

from tools.ehr.chart_results import Confirmed
from tools.ehr.port import VisitRecord
from tools.ehr.results import Refused, Unknown
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, VersionConflict
from tools.vendors.fhir.visit_reader import VisitReader
from tools.vendors.fhir.visits import confirmed_visit


async def confirm(
    fhir: FhirClient, visits: VisitReader, visit: VisitRecord, key: str
) -> Confirmed | Refused | Unknown:
    """Update with If-Match; a conflict that our own first try caused counts as done. Raises FhirFailure."""
    try:
        updated = await fhir.update(confirmed_visit(visit, key))
    except (LostAnswer, VersionConflict) as failure:
        now = await _read_again(visits, visit)
        if now is not None and now.appointment.confirmed:
            return Confirmed(appointment=now.appointment)
        if isinstance(failure, VersionConflict) and now is not None:
            return Refused(code="changed_meanwhile")
        return Unknown(detail="confirm")
    record = await visits.record(updated)
    return Confirmed(appointment=record.appointment) if record else Unknown(detail="confirm")


async def _read_again(visits: VisitReader, visit: VisitRecord) -> VisitRecord | None:
    try:
        return await visits.by_id(visit.appointment.id)
    except FhirFailure:
        return None
