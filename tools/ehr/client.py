"""The typed client of the EHR tools: opened once per process, safe to share between conversations."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Literal

from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session
from pydantic import TypeAdapter

from tools.ehr.chart_client import ChartCalls
from tools.ehr.remote import KeptSession
from tools.ehr.results import (
    BookResult,
    CancelResult,
    DirectoryResult,
    FindPatientResult,
    FindSlotsResult,
    HoldResult,
    ListAppointmentsResult,
    RegisterPatientResult,
    ReleaseResult,
    RescheduleResult,
)
from tools.ehr.session import EhrSession

_FIND_PATIENT: TypeAdapter[FindPatientResult] = TypeAdapter(FindPatientResult)
_REGISTER: TypeAdapter[RegisterPatientResult] = TypeAdapter(RegisterPatientResult)
_LIST: TypeAdapter[ListAppointmentsResult] = TypeAdapter(ListAppointmentsResult)
_FIND_SLOTS: TypeAdapter[FindSlotsResult] = TypeAdapter(FindSlotsResult)
_HOLD: TypeAdapter[HoldResult] = TypeAdapter(HoldResult)
_RELEASE: TypeAdapter[ReleaseResult] = TypeAdapter(ReleaseResult)
_BOOK: TypeAdapter[BookResult] = TypeAdapter(BookResult)
_RESCHEDULE: TypeAdapter[RescheduleResult] = TypeAdapter(RescheduleResult)
_CANCEL: TypeAdapter[CancelResult] = TypeAdapter(CancelResult)
_DIRECTORY: TypeAdapter[DirectoryResult] = TypeAdapter(DirectoryResult)


class Ehr(ChartCalls):
    """What a front office does with the EHR. Every method answers with data: it does not raise.

    What each tool does, needs and refuses stands with the tool (tools.ehr.toolset). When the tools cannot be reached,
    reads answer Refused(`ehr_unavailable`) and writes Unknown.
    """

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
        postal_code: str | None = None,
    ) -> FindPatientResult:
        return await self._read(
            _FIND_PATIENT,
            "find_patient",
            session,
            last_name=last_name,
            birth_date=str(birth_date),
            first_name=first_name or "",
            phone=phone or "",
            **({"postal_code": postal_code} if postal_code else {}),  # foreign servers may not know it
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
        date_from: date | str = "",
        date_to: date | str = "",
        clinician_ids: Sequence[str] = (),
        site_ids: Sequence[str] = (),
        time_from: str | None = None,
        time_to: str | None = None,
        after: datetime | None = None,
        limit: int = 3,
        language: str = "",
        insurance: str = "",
        order: Literal["varied", "earliest"] = "varied",
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
            **({"language": language} if language else {}),  # foreign servers may know none of these
            **({"insurance": insurance} if insurance else {}),
            **({"order": order} if order != "varied" else {}),
        )

    async def hold_slot(
        self, session: EhrSession, *, slot_id: str, idempotency_key: str, appointment_id: str = ""
    ) -> HoldResult:
        return await self._write(
            _HOLD,
            "hold_slot",
            session,
            slot_id=slot_id,
            idempotency_key=idempotency_key,
            appointment_id=appointment_id,
        )

    async def release_slot(self, session: EhrSession, *, slot_id: str, idempotency_key: str) -> ReleaseResult:
        return await self._write(
            _RELEASE, "release_slot", session, slot_id=slot_id, idempotency_key=idempotency_key
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

    async def overbook_appointment(
        self,
        session: EhrSession,
        *,
        visit_type: str,
        clinician_id: str,
        site_id: str,
        start: datetime,
        idempotency_key: str,
        reason: str = "",
    ) -> BookResult:
        return await self._write(
            _BOOK,
            "overbook_appointment",
            session,
            visit_type=visit_type,
            clinician_id=clinician_id,
            site_id=site_id,
            start=start.isoformat(),
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
