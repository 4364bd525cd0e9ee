"""The EHR tools over standard input and output: what `frontdesk mcp` is, for one person at one desk."""

import sys
from contextlib import AsyncExitStack
from io import TextIOWrapper

import anyio
from mcp.server.fastmcp import FastMCP
from mcp.server.stdio import stdio_server

from clinic.clock import PinnedClock, SystemClock
from clinic.errors import InvalidConfiguration
from clinic.settings import load_clinic
from server.demo_access import secrets_of
from server.ehr_tools import our_tools
from server.ehr_vendor import open_vendor
from server.fhir_server import open_fhir
from server.mcp_access import at_this_desk
from server.one_time_codes import CodesByOutbox
from server.records import open_database
from server.settings import Settings
from tools.ehr.session import Role


async def serve_stdio(settings: Settings, role: Role, patient_id: str | None) -> None:
    """Serve until the client closes standard input. Raises FrontdeskError when the EHR cannot be used."""
    if settings.ehr_mcp_url is not None:
        raise InvalidConfiguration(
            "FRONTDESK_EHR_MCP_URL names other tools than ours: connect to them directly."
        )
    clinic = load_clinic(settings.clinic_folder)
    clock = PinnedClock(settings.clock) if settings.clock else SystemClock()
    secret_key, service_token = secrets_of(settings)
    async with AsyncExitStack() as stack:
        fhir, _ = await stack.enter_async_context(open_fhir(settings, clinic, clock, service_token))
        profile = await stack.enter_async_context(open_vendor(settings, clinic, clock))
        codes = None
        if settings.demo:  # as in the service: only a demo shows its outbox
            database = await stack.enter_async_context(open_database(settings.records_url))
            codes = CodesByOutbox(database, clinic, clock, secret_key)
        access = at_this_desk(role, patient_id)
        await _serve(our_tools(fhir, clinic, clock, secret_key, profile, access, codes))


async def _serve(server: FastMCP) -> None:
    protocol = anyio.wrap_file(TextIOWrapper(sys.stdout.buffer, encoding="utf-8"))
    sys.stdout = sys.stderr  # whatever prints must not speak into the protocol
    inner = server._mcp_server  # FastMCP's own runner takes no streams
    async with stdio_server(stdout=protocol) as (read, write):
        await inner.run(read, write, inner.create_initialization_options())
