"""The EHR tools: our own MCP server in this process, also served at /mcp, or the clinic's at an address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from clinic.clock import Clock
from clinic.errors import InvalidConfiguration
from clinic.settings import ClinicSettings
from server.settings import Settings
from tools.ehr.client import Ehr, open_ehr, open_remote_ehr
from tools.ehr.server import build_ehr_server
from tools.fhir_client import FhirClient


@asynccontextmanager
async def open_tools(
    fhir: FhirClient, settings: Settings, clinic: ClinicSettings, clock: Clock, secret_key: str
) -> AsyncIterator[tuple[Ehr, ASGIApp | None]]:
    """The tools' client, and our MCP server as an application where it is ours. Leave it in the task that entered.

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
    # Two servers of one kind: the one for callers from outside has a session manager of its own.
    async with open_ehr(build_ehr_server(fhir, clinic, clock, secret_key)) as ehr:
        served = build_ehr_server(fhir, clinic, clock, secret_key)
        served.streamable_http_app()  # makes the session manager
        async with served.session_manager.run():
            yield ehr, served.session_manager.handle_request
