"""The part of the typed client beyond identification and booking: see `tools.ehr.client`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import TypeAdapter

from clinic.care import Address, Approver, ReferralOrder, RefillOrder, RequestKind, RequestStatus
from tools.ehr.calls import ToolCalls
from tools.ehr.chart_port import Channel
from tools.ehr.chart_results import (
    CheckCodeResult,
    ConfirmResult,
    DocumentResult,
    FindDependentResult,
    FormQuestionsResult,
    JoinWaitlistResult,
    LeaveWaitlistResult,
    ListCoverageResult,
    ListMedicationsResult,
    ListWaitlistResult,
    OrderResult,
    RecordFormResult,
    RelatedPeopleResult,
    RequestStatusResult,
    SendCodeResult,
    SettleRequestResult,
    SubmitRequestResult,
    UpdateContactResult,
    VisitsDueResult,
)
from tools.ehr.refill_results import RefillFactsResult
from tools.ehr.session import EhrSession

_SEND_CODE: TypeAdapter[SendCodeResult] = TypeAdapter(SendCodeResult)
_CHECK_CODE: TypeAdapter[CheckCodeResult] = TypeAdapter(CheckCodeResult)
_CONTACT: TypeAdapter[UpdateContactResult] = TypeAdapter(UpdateContactResult)
_RELATED: TypeAdapter[RelatedPeopleResult] = TypeAdapter(RelatedPeopleResult)
_DEPENDENT: TypeAdapter[FindDependentResult] = TypeAdapter(FindDependentResult)
_CONFIRM: TypeAdapter[ConfirmResult] = TypeAdapter(ConfirmResult)
_JOIN: TypeAdapter[JoinWaitlistResult] = TypeAdapter(JoinWaitlistResult)
_LEAVE: TypeAdapter[LeaveWaitlistResult] = TypeAdapter(LeaveWaitlistResult)
_WAITLIST: TypeAdapter[ListWaitlistResult] = TypeAdapter(ListWaitlistResult)
_COVERAGE: TypeAdapter[ListCoverageResult] = TypeAdapter(ListCoverageResult)
_QUESTIONS: TypeAdapter[FormQuestionsResult] = TypeAdapter(FormQuestionsResult)
_MEDICATIONS: TypeAdapter[ListMedicationsResult] = TypeAdapter(ListMedicationsResult)
_REFILL_FACTS: TypeAdapter[RefillFactsResult] = TypeAdapter(RefillFactsResult)
_SUBMIT: TypeAdapter[SubmitRequestResult] = TypeAdapter(SubmitRequestResult)
_ORDER: TypeAdapter[OrderResult] = TypeAdapter(OrderResult)
_SETTLE: TypeAdapter[SettleRequestResult] = TypeAdapter(SettleRequestResult)
_STATUS: TypeAdapter[RequestStatusResult] = TypeAdapter(RequestStatusResult)
_FORM: TypeAdapter[RecordFormResult] = TypeAdapter(RecordFormResult)
_DOCUMENT: TypeAdapter[DocumentResult] = TypeAdapter(DocumentResult)
_DUE: TypeAdapter[VisitsDueResult] = TypeAdapter(VisitsDueResult)


class ChartCalls(ToolCalls):
    """Codes, contact, relations, confirmations, the waitlist, medicines, requests, forms, notes, and outreach."""

    async def send_code(
        self, session: EhrSession, *, idempotency_key: str, phone: str = "", language: str = "en"
    ) -> SendCodeResult:
        return await self._write(
            _SEND_CODE, "send_code", session, idempotency_key=idempotency_key, phone=phone, language=language
        )

    async def check_code(self, session: EhrSession, *, code: str, idempotency_key: str) -> CheckCodeResult:
        return await self._write(
            _CHECK_CODE, "check_code", session, code=code, idempotency_key=idempotency_key
        )

    async def update_contact(
        self,
        session: EhrSession,
        *,
        idempotency_key: str,
        phone: str = "",
        email: str = "",
        address: Address | None = None,
    ) -> UpdateContactResult:
        where = address or Address(lines=(), city="", postal_code="")
        return await self._write(
            _CONTACT,
            "update_contact",
            session,
            idempotency_key=idempotency_key,
            phone=phone,
            email=email,
            street=list(where.lines),
            city=where.city,
            state=where.state,
            postal_code=where.postal_code,
        )

    async def related_people(self, session: EhrSession) -> RelatedPeopleResult:
        return await self._read(_RELATED, "related_people", session)

    async def find_dependent(
        self,
        session: EhrSession,
        *,
        first_name: str,
        last_name: str,
        birth_date: date | str,
        caller_first_name: str = "",
        caller_last_name: str = "",
        caller_birth_date: date | str = "",
        caller_phone: str = "",
    ) -> FindDependentResult:
        return await self._read(
            _DEPENDENT,
            "find_dependent",
            session,
            first_name=first_name,
            last_name=last_name,
            birth_date=str(birth_date),
            caller_first_name=caller_first_name,
            caller_last_name=caller_last_name,
            caller_birth_date=str(caller_birth_date),
            caller_phone=caller_phone,
        )

    async def confirm_appointment(
        self, session: EhrSession, *, appointment_id: str, idempotency_key: str, version: str = ""
    ) -> ConfirmResult:
        return await self._write(
            _CONFIRM,
            "confirm_appointment",
            session,
            appointment_id=appointment_id,
            idempotency_key=idempotency_key,
            version=version,
        )

    async def join_waitlist(
        self,
        session: EhrSession,
        *,
        visit_type: str,
        idempotency_key: str,
        clinician_ids: Sequence[str] = (),
        site_ids: Sequence[str] = (),
        date_from: date | str = "",
        date_to: date | str = "",
        time_from: str = "",
        time_to: str = "",
    ) -> JoinWaitlistResult:
        return await self._write(
            _JOIN,
            "join_waitlist",
            session,
            visit_type=visit_type,
            idempotency_key=idempotency_key,
            clinician_ids=list(clinician_ids),
            site_ids=list(site_ids),
            date_from=str(date_from),
            date_to=str(date_to),
            time_from=time_from,
            time_to=time_to,
        )

    async def leave_waitlist(
        self, session: EhrSession, *, idempotency_key: str, visit_type: str = ""
    ) -> LeaveWaitlistResult:
        return await self._write(
            _LEAVE, "leave_waitlist", session, idempotency_key=idempotency_key, visit_type=visit_type
        )

    async def list_waitlist(self, session: EhrSession) -> ListWaitlistResult:
        return await self._read(_WAITLIST, "list_waitlist", session)

    async def list_coverage(self, session: EhrSession) -> ListCoverageResult:
        return await self._read(_COVERAGE, "list_coverage", session)

    async def form_questions(self, session: EhrSession, *, form: str) -> FormQuestionsResult:
        return await self._read(_QUESTIONS, "form_questions", session, form=form)

    async def list_medications(self, session: EhrSession) -> ListMedicationsResult:
        return await self._read(_MEDICATIONS, "list_medications", session)

    async def refill_facts(self, session: EhrSession) -> RefillFactsResult:
        return await self._read(_REFILL_FACTS, "refill_facts", session)

    async def submit_request(
        self,
        session: EhrSession,
        *,
        kind: RequestKind,
        text: str,
        idempotency_key: str,
        medication_id: str = "",
        specialty: str = "",
        urgent: bool = False,
    ) -> SubmitRequestResult:
        return await self._write(
            _SUBMIT,
            "submit_request",
            session,
            kind=kind,
            text=text,
            idempotency_key=idempotency_key,
            medication_id=medication_id,
            specialty=specialty,
            urgent=urgent,
        )

    async def request_status(self, session: EhrSession, *, request_id: str = "") -> RequestStatusResult:
        return await self._read(_STATUS, "request_status", session, request_id=request_id)

    async def order_refill(
        self, session: EhrSession, *, order: RefillOrder, approver: Approver, idempotency_key: str
    ) -> OrderResult:
        return await self._write(
            _ORDER,
            "order_refill",
            session,
            order=order.model_dump(mode="json"),
            approver=approver.model_dump(mode="json"),
            idempotency_key=idempotency_key,
        )

    async def order_referral(
        self, session: EhrSession, *, order: ReferralOrder, approver: Approver, idempotency_key: str
    ) -> OrderResult:
        return await self._write(
            _ORDER,
            "order_referral",
            session,
            order=order.model_dump(mode="json"),
            approver=approver.model_dump(mode="json"),
            idempotency_key=idempotency_key,
        )

    async def settle_request(
        self, session: EhrSession, *, request_id: str, status: RequestStatus, reply: str = ""
    ) -> SettleRequestResult:
        return await self._write(
            _SETTLE, "settle_request", session, request_id=request_id, status=status, reply=reply
        )

    async def record_form(
        self,
        session: EhrSession,
        *,
        form: str,
        answers: Mapping[str, str | bool | int | float | list[str]],
        idempotency_key: str,
    ) -> RecordFormResult:
        return await self._write(
            _FORM,
            "record_form",
            session,
            form=form,
            answers=dict(answers),
            idempotency_key=idempotency_key,
        )

    async def document_interaction(
        self,
        session: EhrSession,
        *,
        channel: Channel,
        summary: str,
        started_at: datetime,
        ended_at: datetime,
        idempotency_key: str,
    ) -> DocumentResult:
        return await self._write(
            _DOCUMENT,
            "document_interaction",
            session,
            channel=channel,
            summary=summary,
            started_at=started_at.isoformat(),
            ended_at=ended_at.isoformat(),
            idempotency_key=idempotency_key,
        )

    async def visits_due(
        self, session: EhrSession, *, start: datetime, end: datetime, page: str = "", limit: int = 100
    ) -> VisitsDueResult:
        return await self._read(
            _DUE,
            "visits_due",
            session,
            start=start.isoformat(),
            end=end.isoformat(),
            page=page,
            limit=limit,
        )
