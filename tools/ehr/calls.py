"""How the typed clients call a tool: one request, one typed answer, and never an exception."""

import logging
from datetime import timedelta
from typing import Any, TypeVar

from mcp import types
from mcp.client.session import ClientSession
from pydantic import TypeAdapter

from tools.ehr.remote import KeptSession
from tools.ehr.results import Refused, Unknown
from tools.ehr.session import EhrSession

logger = logging.getLogger(__name__)

CALL_TIMEOUT = timedelta(seconds=30)
"""Longer than a tool ever takes (`tools.ehr.server`)."""
Result = TypeVar("Result")


class ToolCalls:
    """Calls on one MCP session.

    When the tools cannot be reached, reads answer Refused(`ehr_unavailable`) and writes Unknown.
    """

    def __init__(self, mcp: ClientSession | KeptSession) -> None:
        self._mcp = mcp

    async def offered_tools(self) -> frozenset[str] | None:
        """Names of the tools that the server lists; None when it does not answer."""
        names: set[str] = set()
        cursor: str | None = None
        try:
            while True:
                wanted = types.ListToolsRequest(params=types.PaginatedRequestParams(cursor=cursor))
                page = await self._mcp.send_request(
                    types.ClientRequest(wanted),
                    types.ListToolsResult,
                    request_read_timeout_seconds=CALL_TIMEOUT,
                )
                names |= {each.name for each in page.tools}
                cursor = page.nextCursor
                if cursor is None:
                    return frozenset(names)
        except Exception as error:
            logger.error("The EHR tools were not listed: %s", type(error).__name__)
            return None

    async def _read(
        self, results: TypeAdapter[Result], tool: str, session: EhrSession, **arguments: Any
    ) -> Result | Refused:
        return await self._call(results, tool, session, arguments) or Refused(
            code="ehr_unavailable", detail=f"{tool} did not answer"
        )

    async def _write(
        self, results: TypeAdapter[Result], tool: str, session: EhrSession, **arguments: Any
    ) -> Result | Unknown:
        return await self._call(results, tool, session, arguments) or Unknown(detail=f"{tool} did not answer")

    async def _call(
        self, results: TypeAdapter[Result], tool: str, session: EhrSession, arguments: dict[str, Any]
    ) -> Result | None:
        """None when no usable answer came.

        Sent as a plain request: `ClientSession.call_tool` would check the answer against the tool's JSON schema,
        which costs more than the call; it is parsed into our own types instead.
        """
        request = types.CallToolRequest(
            params=types.CallToolRequestParams(
                name=tool, arguments=arguments, _meta=types.RequestParams.Meta(**session.as_meta())
            )
        )
        try:
            answer = await self._mcp.send_request(
                types.ClientRequest(request), types.CallToolResult, request_read_timeout_seconds=CALL_TIMEOUT
            )
            return results.validate_python((answer.structuredContent or {}).get("result"), strict=False)
        except Exception as error:
            # The text of a transport or validation error may hold arguments, which are patient data.
            logger.error("The EHR tool %s gave no usable answer: %s", tool, type(error).__name__)
            return None
