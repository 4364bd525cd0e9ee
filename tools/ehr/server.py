"""The EHR as an MCP server: registers the tools, enforces their policy, and answers with typed results as data."""

import inspect
import logging
import traceback
from functools import cache
from types import FunctionType, MethodType
from typing import Any

from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.tools import Tool as RegisteredTool
from mcp.server.lowlevel.server import request_ctx
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.context import RequestContext
from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel

from clinic.clock import Clock
from clinic.settings import ClinicSettings
from tools.ehr.access import NOTHING, SERVICE, Access
from tools.ehr.arguments import InvalidArgument
from tools.ehr.chart_port import ChartPort
from tools.ehr.code_port import OneTimeCodes
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
    codes: OneTimeCodes | None = None,
) -> FastMCP:
    """The server over a FHIR R4 EHR, or over another `port` and what its `chart` offers; `codes` where they can be sent.

    `secret_key` signs the slot ids that are offered. `access` is that of callers who do not come over HTTP; those who
    do show a token (tools.ehr.http).
    """
    if port is None:
        plain = PlainFhir(fhir, settings, clock)
        port, chart = plain, chart or plain.chart
    desk = Desk(port, chart or NotOffered(), settings, clock, OfferTokens(secret_key), codes)
    return _new_server(
        [
            _registered(tool, policy, settings, access)
            for toolset in TOOLSETS
            for _, tool in inspect.getmembers(toolset(desk), inspect.ismethod)
            if (policy := policy_of(tool)) is not None
        ]
    )


def _new_server(tools: list[RegisteredTool]) -> FastMCP:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    server = FastMCP(
        "frontdesk-ehr",
        instructions=_INSTRUCTIONS,
        tools=tools,
        stateless_http=True,
        json_response=True,
        # A browser cannot be tricked into calling: every HTTP request needs the service token.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    # FastMCP sets up logging for the whole process; that is the business of whoever runs us.
    root.handlers[:] = handlers
    root.setLevel(level)
    return server


def _registered(
    tool: MethodType, policy: ToolPolicy, settings: ClinicSettings, default: Access
) -> RegisteredTool:
    async def call(**arguments: Any) -> CallToolResult:
        request = request_ctx.get()
        access = _access(request, default)
        session = access.session(_told(request))
        refusal = policy.refusal(session, settings, access)
        result = refusal or await _guarded(tool, policy, session, arguments)
        access.heard(result)
        return _answer(result)

    return _described(tool.__func__).model_copy(update={"fn": call})


@cache
def _described(tool: FunctionType) -> RegisteredTool:
    """How a tool is listed: without what callers must not set. Worked out once a process, since it costs 3 ms a tool."""

    async def described(**arguments: Any) -> CallToolResult:  # noqa: ARG001 - only its signature counts
        """Whoever lists the tool puts the call in its place."""
        return _answer(Refused(code="not_supported", detail=tool.__name__))

    policy, signature = policy_of(tool), inspect.signature(tool, eval_str=True)
    visible = [each for name, each in signature.parameters.items() if name not in ("self", "session")]
    described.__signature__ = signature.replace(parameters=visible)  # type: ignore[attr-defined]
    return RegisteredTool.from_function(
        described,
        name=tool.__name__,
        description=inspect.getdoc(tool),
        annotations=policy.annotations if policy else None,
        structured_output=True,
    )


def _access(request: RequestContext[Any, Any, Any], default: Access) -> Access:
    """What the caller may do. Over HTTP the token decides, and without one nothing may be done."""
    if request.request is None:
        return default
    granted: Access = request.request.scope.get(ACCESS_KEY, NOTHING)
    return granted


def _told(request: RequestContext[Any, Any, Any]) -> object:
    """What the call says in `_meta` of whom it is for."""
    return (request.meta.model_extra or {}).get(META_KEY) if request.meta is not None else None


async def _guarded(
    tool: MethodType, policy: ToolPolicy, session: EhrSession, arguments: dict[str, Any]
) -> BaseModel:
    """The tool's result; what goes wrong becomes data, and no text that could hold patient data leaves."""
    name = tool.__name__
    try:
        with within(TOOL_DEADLINE):
            result: BaseModel = await tool(session, **arguments)
            return result
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
