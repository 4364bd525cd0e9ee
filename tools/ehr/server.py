"""The EHR as an MCP server: registers the tools, enforces their policy, and answers with typed results as data."""

import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from mcp.server.fastmcp import FastMCP
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel

from clinic.clock import Clock
from clinic.models import Value
from clinic.settings import ClinicSettings
from tools.ehr.access import NOTHING, SERVICE, Access
from tools.ehr.arguments import InvalidArgument
from tools.ehr.chart_port import ChartPort
from tools.ehr.not_offered import NotOffered
from tools.ehr.offering import OfferTokens
from tools.ehr.policy import ToolPolicy, policy_of
from tools.ehr.port import EhrPort
from tools.ehr.results import Refused, Unknown
from tools.ehr.session import META_KEY, EhrSession
from tools.ehr.toolset import TOOLSETS, Desk
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, within
from tools.vendors.fhir import PlainFhir

logger = logging.getLogger(__name__)

Tool: TypeAlias = Callable[..., Awaitable[Value]]
ACCESS_KEY = "frontdesk.access"
"""In the ASGI scope of an HTTP request: what its token grants."""
TOOL_DEADLINE = 25.0
"""Seconds for everything that a tool asks of the EHR, before the client stops waiting (`tools.ehr.calls`)."""
_INSTRUCTIONS = (
    "The front office of a clinic. Identify the patient first; offer times with find_slots and book only what it "
    "offered. Every result has an `outcome`; `refused` says why in `code`, and nothing was written."
)


def build_ehr_server(
    fhir: FhirClient,
    settings: ClinicSettings,
    clock: Clock,
    secret_key: str,
    *,
    port: EhrPort | None = None,
    chart: ChartPort | None = None,
    access: Access = SERVICE,
) -> FastMCP:
    """The server over a FHIR R4 EHR, or over another `port` and what its `chart` offers.

    `secret_key` signs the slot ids that are offered. `access` is that of callers who do not come over HTTP; those who
    do show a token (tools.ehr.http).
    """
    if port is None:
        plain = PlainFhir(fhir, settings, clock)
        port, chart = plain, chart or plain.chart
    desk = Desk(port, chart or NotOffered(), settings, clock, OfferTokens(secret_key))
    server = _new_server()
    for toolset in TOOLSETS:
        for name, tool in inspect.getmembers(toolset(desk), inspect.iscoroutinefunction):
            if (policy := policy_of(tool)) is not None:
                _register(server, name, tool, policy, settings, access)
    return server


def _new_server() -> FastMCP:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    server = FastMCP(
        "frontdesk-ehr",
        instructions=_INSTRUCTIONS,
        stateless_http=True,
        json_response=True,
        # A browser cannot be tricked into calling: every HTTP request needs the service token.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    # FastMCP sets up logging for the whole process; that is the business of whoever runs us.
    root.handlers[:] = handlers
    root.setLevel(level)
    return server


def _register(
    server: FastMCP, name: str, tool: Tool, policy: ToolPolicy, settings: ClinicSettings, default: Access
) -> None:
    async def call(**arguments: Any) -> CallToolResult:
        access = _access(server, default)
        session = access.session(_told(server))
        refusal = policy.refusal(session, settings, access)
        result = refusal or await _guarded(name, tool, policy, session, arguments)
        access.heard(result)
        return _answer(result)

    signature = inspect.signature(tool, eval_str=True)
    visible = [each for each in signature.parameters.values() if each.name != "session"]
    call.__signature__ = signature.replace(parameters=visible)  # type: ignore[attr-defined]
    call.__name__ = name
    server.add_tool(
        call,
        name=name,
        description=inspect.getdoc(tool),
        annotations=policy.annotations,
        structured_output=True,
    )


def _access(server: FastMCP, default: Access) -> Access:
    """What the caller may do. Over HTTP the token decides, and without one nothing may be done."""
    request = server.get_context().request_context.request
    if request is None:
        return default
    granted: Access = request.scope.get(ACCESS_KEY, NOTHING)
    return granted


def _told(server: FastMCP) -> object:
    """What the call says in `_meta` of whom it is for."""
    meta = server.get_context().request_context.meta
    return (meta.model_extra or {}).get(META_KEY) if meta is not None else None


async def _guarded(
    name: str, tool: Tool, policy: ToolPolicy, session: EhrSession, arguments: dict[str, Any]
) -> BaseModel:
    """The tool's result; what goes wrong becomes data, and no text that could hold patient data leaves."""
    try:
        with within(TOOL_DEADLINE):
            return await tool(session, **arguments)
    except InvalidArgument as invalid:
        return Refused(code="invalid_argument", detail=str(invalid))
    except LostAnswer as failure:
        return Unknown(detail=failure.message)
    except FhirFailure as failure:
        return Refused(code="ehr_unavailable", detail=failure.message)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("Tool %s failed: %s at %s:%s", name, type(error).__name__, place.filename, place.lineno)
        failed = f"{type(error).__name__} in {name}"
        return Unknown(detail=failed) if policy.writes else Refused(code="ehr_unavailable", detail=failed)


def _answer(result: BaseModel) -> CallToolResult:
    """Structured content for programs, the same as text for models."""
    return CallToolResult(
        content=[TextContent(type="text", text=result.model_dump_json())],
        structuredContent={"result": result.model_dump(mode="json")},
    )
