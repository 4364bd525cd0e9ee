"""Tool: what a refill is judged by, for those who judge it."""

import asyncio
from datetime import date, datetime, timedelta

from tools.ehr.capabilities import unsupported
from tools.ehr.policy import read_tool
from tools.ehr.port import VisitRecord
from tools.ehr.refill_results import FactsWanted, RefillFactsRead, RefillFactsResult
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of

_LOOK_BACK = timedelta(days=3 * 365)
"""Longer than any visit or lab may be ago, so that staff see when the last one was."""
_AHEAD = ("booked", "pending")


class RefillFactsTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance="medicines", roles=("staff", "service"))
    async def refill_facts(self, session: EhrSession) -> RefillFactsResult:
        """Prescriptions of whatever status, fills, allergies, visits, and the labs of clinic.yaml `refills.labs`.

        Of the last three years. What the EHR does not keep or does not let us read is null, and `gaps` says why.
        Assurance: none beyond the role; staff and services only. Refused: `not_allowed`, `not_found` (the record is
        gone), `not_supported`, `ehr_unavailable`. FHIR: searches MedicationRequest, MedicationDispense,
        AllergyIntolerance, Encounter, Observation and Appointment by patient, reads Patient.
        """
        if (cannot := unsupported(self._desk.port.capabilities, "refill_facts")) is not None:
            return cannot
        patient_id, now = patient_id_of(session), self._desk.clock.now()
        chart, record, visits = await asyncio.gather(
            self._chart(patient_id),
            self._desk.port.patient(patient_id),
            self._desk.port.visits(patient_id, now),
        )
        if isinstance(chart, Refused):
            return chart
        if record is None or record.deceased:
            return Refused(code="not_found", detail="patient_record")
        known = {"birth_date": record.patient.birth_date, "next_visit_on": self._next_visit_on(visits, now)}
        return RefillFactsRead(facts=chart.facts.model_copy(update=known))

    async def _chart(self, patient_id: str) -> RefillFactsRead | Refused:
        settings = self._desk.settings
        workplace = await self._desk.port.workplace()
        wanted = FactsWanted(
            since=self._desk.today() - _LOOK_BACK,
            zone=settings.zone,
            labs=sorted({code for codes in settings.refills.labs.values() for code in codes}),
            clinician_ids=frozenset(each.id for each in workplace.directory.clinicians),
        )
        return await self._desk.chart.refill_facts(patient_id, wanted)

    def _next_visit_on(self, visits: list[VisitRecord], now: datetime) -> date | None:
        ahead = (each.appointment for each in visits)
        starts = [each.start for each in ahead if each.status in _AHEAD and each.start > now]
        return min(starts).astimezone(self._desk.settings.zone).date() if starts else None
