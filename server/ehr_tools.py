"""The EHR tools: our own MCP server in this process, also served at /mcp, or the clinic's at an address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.fastmcp import FastMCP
from starlette.types import ASGIApp

from clinic.clock import Clock
from clinic.errors import InvalidConfiguration
from clinic.settings import ClinicSettings
from server.ehr_vendor import VendorProfile
from server.settings import Settings
from tools.ehr.client import Ehr, open_ehr, open_remote_ehr
from tools.ehr.server import build_ehr_server
from tools.fhir_client import FhirClient


@asynccontextmanager
async def open_tools(
    fhir: FhirClient,
    settings: Settings,
    clinic: ClinicSettings,
    clock: Clock,
    secret_key: str,
    profile: VendorProfile | None = None,
) -> AsyncIterator[tuple[Ehr, ASGIApp | None]]:
    """The tools' client, and our MCP server as an application where it is ours. Leave it in the task that entered.

    `profile`: the vendor's, where it is not plain FHIR.

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
    chart = profile.chart if profile is not None else None

    def server() -> FastMCP:
        return build_ehr_server(fhir, clinic, clock, secret_key, port=profile, chart=chart)

    # Two servers of one kind: the one for callers from outside has a session manager of its own.
    async with open_ehr(server()) as ehr:
        served = server()
        served.streamable_http_app()  # makes the session manager
        async with served.session_manager.run():
            yield ehr, served.session_manager.handle_request
