"""A clinic at work: one version of clinic.yaml, with the EHR tools that keep its rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from graph import Office, open_office
from knowledge import Knowledge
from server.ehr_tools import open_tools, with_stages_that_work
from server.ehr_vendor import open_vendor
from server.one_time_codes import CodesByOutbox
from server.records import Database
from server.settings import Settings
from tools.ehr.port import EhrPort
from tools.fhir_client import FhirClient
from tools.vendors.fhir import PlainFhir


@dataclass(frozen=True)
class Practice:
    """`office` is what turns use of it."""

    office: Office
    mcp: ASGIApp | None
    """The EHR tools as an application, where they are ours and there is a service token."""
    plain: PlainFhir | None
    """What mends the EHR after writes that were cut off, where it leaves that to us."""
    port: EhrPort | None
    """The way to the EHR, where the tools are ours."""

    @property
    def clinic(self) -> ClinicSettings:
        return self.office.settings


@dataclass(frozen=True)
class Premises:
    """What a practice stands on, whatever its clinic.yaml says."""

    settings: Settings
    fhir: FhirClient
    database: Database
    clock: Clock
    secret_key: str
    service_token: str | None
    knowledge: Knowledge | None = None

    @asynccontextmanager
    async def open_practice(self, clinic: ClinicSettings) -> AsyncIterator[Practice]:
        """Leave it in the task that entered. Raises FrontdeskError where the EHR cannot be used."""
        settings, clock = self.settings, self.clock
        # Codes go out by text message; a demo without Twilio shows them in its outbox.
        can_send = settings.demo or settings.twilio_account_sid is not None
        codes = CodesByOutbox(self.database, clinic, clock, self.secret_key) if can_send else None
        async with open_vendor(settings, clinic, clock) as profile:
            tools = open_tools(
                self.fhir, settings, clinic, clock, self.secret_key, self.service_token, profile, codes
            )
            async with tools as (ehr, mcp):
                at_work = await with_stages_that_work(ehr, settings, clinic)
                mends = profile is None and settings.ehr_mcp_url is None
                plain = PlainFhir(self.fhir, at_work, clock) if mends else None
                yield Practice(await open_office(at_work, ehr, self.knowledge), mcp, plain, profile or plain)
