"""The profile of the EHR's vendor (FRONTDESK_EHR_VENDOR); each is imported when it is the one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from server.fhir_server import open_authorization
from server.settings import Settings
from tools.ehr.chart_port import ChartPort
from tools.ehr.port import EhrPort


class VendorProfile(EhrPort, Protocol):
    """A vendor's EHR port with what it offers of the chart."""

    @property
    def chart(self) -> ChartPort: ...


@asynccontextmanager
async def open_vendor(
    settings: Settings, clinic: ClinicSettings, clock: Clock
) -> AsyncIterator[VendorProfile | None]:
    """None for plain FHIR R4. Nothing is sent before the first call.

    Raises InvalidConfiguration, KeyUnusable.
    """
    if settings.ehr_url is None or settings.ehr_mcp_url is not None:
        yield None
        return
    match settings.ehr_vendor:
        case "epic":
            async with _epic(settings, settings.ehr_url, clinic, clock) as profile:
                yield profile
        case "athenahealth":
            async with _athenahealth(settings, settings.ehr_url, clinic, clock) as profile:
                yield profile
        case "nextgen":
            async with _nextgen(settings, settings.ehr_url, clinic, clock) as profile:
                yield profile
        case _:
            yield None


@asynccontextmanager
async def _epic(
    settings: Settings, url: str, clinic: ClinicSettings, clock: Clock
) -> AsyncIterator[VendorProfile]:
    from tools.vendors.epic import EpicAccess, open_epic, read_calls

    calls = read_calls(settings.ehr_calls, url) if settings.ehr_calls else {}
    async with (
        open_authorization(settings, clinic) as authorization,
        open_epic(EpicAccess(url, calls), authorization, clinic, clock) as epic,
    ):
        yield epic


@asynccontextmanager
async def _athenahealth(
    settings: Settings, url: str, clinic: ClinicSettings, clock: Clock
) -> AsyncIterator[VendorProfile]:
    from tools.vendors.athenahealth import AthenahealthAccess, open_athenahealth

    access = AthenahealthAccess(
        base_url=url,
        practice_id=settings.ehr_practice_id or "",
        client_id=settings.ehr_client_id or "",
        client_secret=settings.ehr_client_secret.get_secret_value() if settings.ehr_client_secret else "",
    )
    async with open_athenahealth(access, clinic, clock) as athenahealth:
        yield athenahealth


@asynccontextmanager
async def _nextgen(
    settings: Settings, url: str, clinic: ClinicSettings, clock: Clock
) -> AsyncIterator[VendorProfile]:
    from tools.vendors.nextgen import NextGenAccess, open_nextgen

    access = NextGenAccess(
        base_url=url,
        site_id=settings.ehr_site_id or "",
        enterprise_id=settings.ehr_enterprise_id or "",
        practice_id=settings.ehr_practice_id or "",
        client_id=settings.ehr_client_id or "",
        client_secret=settings.ehr_client_secret.get_secret_value() if settings.ehr_client_secret else "",
    )
    async with open_nextgen(access, clinic, clock) as nextgen:
        yield nextgen
