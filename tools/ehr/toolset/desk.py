"""What all tools share: the EHR, the clinic's rules, the clock, and who the patient of a session is."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from clinic.clock import Clock
from clinic.models import Patient
from clinic.settings import ClinicSettings
from tools.ehr.offering import OfferTokens
from tools.ehr.port import EhrPort

SEEN_WITHIN = timedelta(days=3 * 365)
"""A patient is new who had no face-to-face visit here in three years (AMA, CMS: clinic-rules section 6)."""


@dataclass(frozen=True)
class Desk:
    """Services of the tools."""

    port: EhrPort
    settings: ClinicSettings
    clock: Clock
    offers: OfferTokens

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
