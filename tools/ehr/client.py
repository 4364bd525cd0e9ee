"""The typed client of the EHR tools: opened once per process, safe to share between conversations."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from mcp import types
from mcp.client.session import ClientSession
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session
from pydantic import TypeAdapter

from tools.ehr.remote import KeptSession
from tools.ehr.results import (
    BookResult,
    CancelResult,
    DirectoryResult,
    FindPatientResult,
    FindSlotsResult,
    ListAppointmentsResult,
    Refused,
    RegisterPatientResult,
    RescheduleResult,
    Unknown,
)
from tools.ehr.session import EhrSession

logger = logging.getLogger(__name__)

CALL_TIMEOUT = timedelta(seconds=30)
"""Longer than the FHIR client's deadline for each of the steps of a write."""
Result = TypeVar("Result")

_FIND_PATIENT: TypeAdapter[FindPatientResult] = TypeAdapter(FindPatientResult)
_REGISTER: TypeAdapter[RegisterPatientResult] = TypeAdapter(RegisterPatientResult)
_LIST: TypeAdapter[ListAppointmentsResult] = TypeAdapter(ListAppointmentsResult)
_FIND_SLOTS: TypeAdapter[FindSlotsResult] = TypeAdapter(FindSlotsResult)
_BOOK: TypeAdapter[BookResult] = TypeAdapter(BookResult)
_RESCHEDULE: TypeAdapter[RescheduleResult] = TypeAdapter(RescheduleResult)
_CANCEL: TypeAdapter[CancelResult] = TypeAdapter(CancelResult)
_DIRECTORY: TypeAdapter[DirectoryResult] = TypeAdapter(DirectoryResult)


class Ehr:
    """What a front office does with the EHR. Every method answers with data: it does not raise.

    What each tool does, needs and refuses stands with the tool (tools.ehr.toolset). When the tools cannot be reached,
    reads answer Refused(`ehr_unavailable`) and writes Unknown.
    """

    def __init__(self, mcp: ClientSession | KeptSession) -> None:
        self._mcp = mcp

    async def clinic_directory(self, session: EhrSession) -> DirectoryResult:
        return await self._read(_DIRECTORY, "clinic_directory", session)

    async def find_patient(
        self,
        session: EhrSession,
        *,
        last_name: str,
        birth_date: date | str,
        first_name: str | None = None,
        phone: str | None = None,
    ) -> FindPatientResult:
        return await self._read(
            _FIND_PATIENT,
            "find_patient",
            session,
            last_name=last_name,
            birth_date=str(birth_date),
            first_name=first_name or "",
            phone=phone or "",
        )

    async def register_patient(
        self,
        session: EhrSession,
        *,
        first_name: str,
        last_name: str,
        birth_date: date | str,
        phone: str,
        idempotency_key: str,
        email: str | None = None,
        language: str = "en",
    ) -> RegisterPatientResult:
        return await self._write(
            _REGISTER,
            "register_patient",
            session,
            first_name=first_name,
            last_name=last_name,
            birth_date=str(birth_date),
            phone=phone,
            idempotency_key=idempotency_key,
            email=email or "",
            language=language,
        )

    async def list_appointments(self, session: EhrSession) -> ListAppointmentsResult:
        return await self._read(_LIST, "list_appointments", session)

    async def find_slots(
        self,
        session: EhrSession,
        *,
        visit_type: str,
        date_from: date | str,
        date_to: date | str,
        clinician_ids: Sequence[str] = (),
        site_ids: Sequence[str] = (),
        time_from: str | None = None,
        time_to: str | None = None,
        after: datetime | None = None,
        limit: int = 3,
    ) -> FindSlotsResult:
        return await self._read(
            _FIND_SLOTS,
            "find_slots",
            session,
            visit_type=visit_type,
            date_from=str(date_from),
            date_to=str(date_to),
            clinician_ids=list(clinician_ids),
            site_ids=list(site_ids),
            time_from=time_from or "",
            time_to=time_to or "",
            after=after.isoformat() if after else "",
            limit=limit,
        )

    async def book_appointment(
        self, session: EhrSession, *, slot_id: str, idempotency_key: str, reason: str = ""
    ) -> BookResult:
        return await self._write(
            _BOOK,
            "book_appointment",
            session,
            slot_id=slot_id,
            idempotency_key=idempotency_key,
            reason=reason,
        )

    async def reschedule_appointment(
        self,
        session: EhrSession,
        *,
        appointment_id: str,
        slot_id: str,
        idempotency_key: str,
        version: str = "",
    ) -> RescheduleResult:
        return await self._write(
            _RESCHEDULE,
            "reschedule_appointment",
            session,
            appointment_id=appointment_id,
            slot_id=slot_id,
            idempotency_key=idempotency_key,
            version=version,
        )

    async def cancel_appointment(
        self,
        session: EhrSession,
        *,
        appointment_id: str,
        idempotency_key: str,
        reason: str = "",
        version: str = "",
    ) -> CancelResult:
        return await self._write(
            _CANCEL,
            "cancel_appointment",
            session,
            appointment_id=appointment_id,
            idempotency_key=idempotency_key,
            reason=reason,
            version=version,
        )

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


@asynccontextmanager
async def open_ehr(server: FastMCP) -> AsyncIterator[Ehr]:
    """The EHR tools of a server in this process. Enter and leave it in one and the same task."""
    async with create_connected_server_and_client_session(server) as session:
        yield Ehr(session)


@asynccontextmanager
async def open_remote_ehr(url: str, token: str) -> AsyncIterator[Ehr]:
    """The EHR tools of an MCP server at `url` (streamable HTTP), with a bearer token; connected at the first call."""
    from langchain_mcp_adapters.client import MultiServerMCPClient  # costs 2 s, and most clinics need none

    client = MultiServerMCPClient(
        {"ehr": {"transport": "streamable_http", "url": url, "headers": {"Authorization": f"Bearer {token}"}}}
    )
    kept = KeptSession(lambda: client.session("ehr"))
    try:
        yield Ehr(kept)
    finally:
        await kept.close()
