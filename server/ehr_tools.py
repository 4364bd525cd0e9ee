"""The EHR tools: our own MCP server in this process, also served at /mcp, or the clinic's at an address."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.fastmcp import FastMCP
from starlette.types import ASGIApp

from clinic.clock import Clock
from clinic.errors import InvalidConfiguration
from clinic.settings import ClinicSettings
from server.ehr_vendor import VendorProfile
from server.settings import Settings
from tools.ehr.access import SERVICE, Access
from tools.ehr.access_tokens import AccessTokens
from tools.ehr.client import Ehr, open_ehr, open_remote_ehr
from tools.ehr.code_port import OneTimeCodes
from tools.ehr.http import ehr_http
from tools.ehr.server import build_ehr_server
from tools.ehr.stages import missing_tools, without
from tools.fhir_client import FhirClient
from tools.vendors.fhir import PlainFhir

logger = logging.getLogger(__name__)


@asynccontextmanager
async def open_tools(
    fhir: FhirClient,
    settings: Settings,
    clinic: ClinicSettings,
    clock: Clock,
    secret_key: str,
    service_token: str | None,
    profile: VendorProfile | None = None,
    codes: OneTimeCodes | None = None,
) -> AsyncIterator[tuple[Ehr, ASGIApp | None]]:
    """The tools' client, and our MCP server as an application, where it is ours and there is a service token.

    `profile`: the vendor's, where it is not plain FHIR. `codes`: where text messages can be sent. Leave it in
    the task that entered.

    Raises InvalidConfiguration.
    """
    if settings.ehr_mcp_url is not None:
        if settings.ehr_token is None:
            raise InvalidConfiguration(
                "FRONTDESK_EHR_MCP_URL needs FRONTDESK_EHR_TOKEN, the token it asks for."
            )
        async with open_remote_ehr(settings.ehr_mcp_url, settings.ehr_token.get_secret_value()) as ehr:
            yield ehr, None
        return
    if profile is None and settings.ehr_url is not None:
        profile = PlainFhir(fhir, clinic, clock)
        await profile.learn()
    # Two servers of one kind: the one for callers from outside has a session manager of its own.
    async with open_ehr(our_tools(fhir, clinic, clock, secret_key, profile, codes=codes)) as ehr:
        if service_token is None:
            yield ehr, None
            return
        ours = our_tools(fhir, clinic, clock, secret_key, profile, codes=codes)
        served = ehr_http(ours, service_token, AccessTokens(secret_key))
        async with served.lifespan():
            yield ehr, served.app


def our_tools(
    fhir: FhirClient,
    clinic: ClinicSettings,
    clock: Clock,
    secret_key: str,
    profile: VendorProfile | None = None,
    access: Access = SERVICE,
    codes: OneTimeCodes | None = None,
) -> FastMCP:
    """Our own MCP server over the clinic's EHR."""
    chart = profile.chart if profile is not None else None
    return build_ehr_server(
        fhir, clinic, clock, secret_key, port=profile, chart=chart, access=access, codes=codes
    )


async def with_stages_that_work(ehr: Ehr, settings: Settings, clinic: ClinicSettings) -> ClinicSettings:
    """The clinic, less the stages for which an MCP server that is not ours lacks tools; says so in the log.

    A server that does not answer now may do so later: nothing is switched off for it.
    """
    if settings.ehr_mcp_url is None:
        return clinic
    offered = await ehr.offered_tools()
    if offered is None:
        logger.warning("The MCP server of FRONTDESK_EHR_MCP_URL does not answer yet.")
        return clinic
    missing = missing_tools(clinic, offered)
    for stage, names in missing.items():
        logger.warning(
            "The stage %s is off, and staff do its work: the MCP server of FRONTDESK_EHR_MCP_URL lacks %s.",
            stage,
            ", ".join(names),
        )
    return without(clinic, missing)
