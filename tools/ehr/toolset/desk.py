"""What all tools share: the EHR, the clinic's rules, the clock, and who the patient of a session is."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from clinic.clock import Clock
from clinic.models import Patient
from clinic.settings import ClinicSettings
from tools.ehr.arguments import is_fhir_id
from tools.ehr.chart_port import ChartPort
from tools.ehr.code_port import OneTimeCodes
from tools.ehr.offering import OfferTokens
from tools.ehr.port import EhrPort, VisitRecord
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession

SEEN_WITHIN = timedelta(days=3 * 365)
"""A patient is new who had no face-to-face visit here in three years (AMA, CMS: clinic-rules section 6)."""

CONFIDENTIAL = Refused(code="not_allowed", detail="confidential")
"""For a kind of visit that is not for whoever speaks for the patient (clinic.yaml guardians.confidential)."""
NOT_THEIRS = Refused(code="not_allowed", detail="the id is none of this patient's")
"""For an id that is nobody's and for one that is somebody else's: the two are not told apart."""


@dataclass(frozen=True)
class Desk:
    """Services of the tools."""

    port: EhrPort
    chart: ChartPort
    settings: ClinicSettings
    clock: Clock
    offers: OfferTokens
    codes: OneTimeCodes | None = None
    """None where no text message can be sent."""

    def today(self) -> date:
        """The clinic's local date."""
        return self.clock.now().astimezone(self.settings.zone).date()

    async def is_established(self, patient_id: str) -> bool:
        return await self.port.was_seen(patient_id, self.today() - SEEN_WITHIN)

    async def patient(self, patient_id: str) -> Patient | None:
        """The patient of a session; None when the record is gone, out of use, or of somebody deceased."""
        record, established = await asyncio.gather(
            self.port.patient(patient_id), self.is_established(patient_id)
        )
        if record is None or not record.active or record.deceased:
            return None
        return record.patient.model_copy(update={"established": established})

    async def own_visit(self, session: EhrSession, appointment_id: str) -> VisitRecord | None:
        """A visit of the session's patient; None for any other and for none."""
        if not is_fhir_id(appointment_id):
            return None
        visit = await self.port.visit(appointment_id)
        if visit is None or visit.patient_id != session.patient_id:
            return None
        return None if withheld(session, visit.appointment.visit_type) else visit


def withheld(session: EhrSession, visit_type: str) -> bool:
    """Whether such a visit is between the clinic and the patient, and somebody else speaks for the patient now."""
    return session.representative is not None and visit_type in session.representative.withheld


def patient_id_of(session: EhrSession) -> str:
    """Whom a tool for patients is called for: the policy has let nobody in without one."""
    assert session.patient_id is not None
    return session.patient_id
