"""The EHR as an MCP server: registers the tools, enforces their policy, and answers with typed results as data."""

import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from mcp.server.fastmcp import FastMCP
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel, ValidationError

from clinic.clock import Clock
from clinic.models import Value
from clinic.settings import ClinicSettings
from tools.ehr.arguments import InvalidArgument
from tools.ehr.offering import OfferTokens
from tools.ehr.policy import ToolPolicy, policy_of
from tools.ehr.port import EhrPort
from tools.ehr.results import Refused, Unknown
from tools.ehr.session import META_KEY, EhrSession
from tools.ehr.toolset import Desk, DirectoryTools, PatientTools, SlotTools, VisitTools
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer
from tools.vendors.fhir import PlainFhir

logger = logging.getLogger(__name__)

Tool: TypeAlias = Callable[..., Awaitable[Value]]
_ANYBODY = EhrSession(conversation_id="none")
_INSTRUCTIONS = (
    "The front office of a clinic. Identify the patient first; offer times with find_slots and book only what it "
    "offered. Every result has an `outcome`; `refused` says why in `code`, and nothing was written."
)


def build_ehr_server(
    fhir: FhirClient, settings: ClinicSettings, clock: Clock, secret_key: str, *, port: EhrPort | None = None
) -> FastMCP:
    """The server over a FHIR R4 EHR (or over another `port`). `secret_key` signs the slot ids that are offered.

    Whom a call is for travels in `_meta` (tools.ehr.session): whoever may connect is trusted with it.
    """
    desk = Desk(port or PlainFhir(fhir, settings, clock), settings, clock, OfferTokens(secret_key))
    server = _new_server()
    for tools in (DirectoryTools(desk), PatientTools(desk), SlotTools(desk), VisitTools(desk)):
        for name, tool in inspect.getmembers(tools, inspect.iscoroutinefunction):
            if (policy := policy_of(tool)) is not None:
                _register(server, name, tool, policy, settings)
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


def _register(server: FastMCP, name: str, tool: Tool, policy: ToolPolicy, settings: ClinicSettings) -> None:
    async def call(**arguments: Any) -> CallToolResult:
        session = _session(server)
        refusal = policy.refusal(session, settings)
        return _answer(refusal or await _guarded(name, tool, policy, session, arguments))

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


def _session(server: FastMCP) -> EhrSession:
    """Whom the call is for; a call that does not say is anonymous, and so is one that says it wrongly."""
    meta = server.get_context().request_context.meta
    told = (meta.model_extra or {}).get(META_KEY) if meta is not None else None
    try:
        return EhrSession.model_validate(told) if told is not None else _ANYBODY
    except ValidationError:
        return _ANYBODY


async def _guarded(
    name: str, tool: Tool, policy: ToolPolicy, session: EhrSession, arguments: dict[str, Any]
) -> BaseModel:
    """The tool's result; what goes wrong becomes data, and no text that could hold patient data leaves."""
    try:
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
