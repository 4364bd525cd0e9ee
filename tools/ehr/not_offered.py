"""A chart that offers nothing: where profiles begin that can do some of it."""
# ruff: noqa: ARG002 what is refused needs no arguments

from collections.abc import Mapping
from datetime import date, datetime

from clinic.care import (
    Approver,
    Contact,
    Medication,
    ReferralOrder,
    RefillOrder,
    RequestState,
    RequestStatus,
    WaitlistEntry,
)
from tools.ehr.chart_port import Answer, Form, NewRequest, Note, Relation, WaitlistWish
from tools.ehr.chart_results import (
    Confirmed,
    ContactUpdated,
    Documented,
    FormRecorded,
    LeftWaitlist,
    OnWaitlist,
    Ordered,
    RequestSettled,
    RequestSubmitted,
    VisitsDue,
)
from tools.ehr.port import PatientRecord, VisitRecord
from tools.ehr.refill_results import FactsWanted, RefillFactsRead
from tools.ehr.results import Refused, Unknown


def not_supported(operation: str) -> Refused:
    """The EHR has no way to do it: staff do."""
    return Refused(code="not_supported", detail=operation)


class NotOffered:
    """Refuses every operation of `ChartPort` with `not_supported` and its name."""

    async def change_contact(
        self, patient_id: str, contact: Contact, on: date, key: str
    ) -> ContactUpdated | Refused | Unknown:
        return not_supported("change_contact")

    async def representatives_of(self, patient: PatientRecord) -> list[Relation] | Refused:
        return not_supported("representatives_of")

    async def dependents_of(self, patient: PatientRecord) -> list[Relation] | Refused:
        return not_supported("dependents_of")

    async def confirm(self, visit: VisitRecord, key: str) -> Confirmed | Refused | Unknown:
        return not_supported("confirm")

    async def join_waitlist(
        self, patient_id: str, wish: WaitlistWish, key: str
    ) -> OnWaitlist | Refused | Unknown:
        return not_supported("join_waitlist")

    async def leave_waitlist(
        self, patient_id: str, visit_type: str, key: str
    ) -> LeftWaitlist | Refused | Unknown:
        return not_supported("leave_waitlist")

    async def waitlist(self, patient_id: str) -> list[WaitlistEntry] | Refused:
        return not_supported("waitlist")

    async def coverages(self, patient_id: str) -> list[str] | Refused:
        return not_supported("coverages")

    async def medications(self, patient_id: str) -> list[Medication] | Refused:
        return not_supported("medications")

    async def refill_facts(self, patient_id: str, wanted: FactsWanted) -> RefillFactsRead | Refused:
        return not_supported("refill_facts")

    async def submit(
        self, patient_id: str, request: NewRequest, key: str
    ) -> RequestSubmitted | Refused | Unknown:
        return not_supported("submit")

    async def requests(self, patient_id: str, request_id: str = "") -> list[RequestState] | Refused:
        return not_supported("requests")

    async def order_refill(
        self, patient_id: str, order: RefillOrder, approver: Approver, key: str
    ) -> Ordered | Refused | Unknown:
        return not_supported("order_refill")

    async def order_referral(
        self, patient_id: str, order: ReferralOrder, approver: Approver, key: str
    ) -> Ordered | Refused | Unknown:
        return not_supported("order_referral")

    async def settle(
        self, patient_id: str, request_id: str, status: RequestStatus, reply: str
    ) -> RequestSettled | Refused | Unknown:
        return not_supported("settle_request")

    async def form(self, form_id: str) -> Form | Refused | None:
        return not_supported("form")

    async def record_form(
        self, patient_id: str, form: Form, answers: Mapping[str, tuple[Answer, ...]], key: str
    ) -> FormRecorded | Refused | Unknown:
        return not_supported("record_form")

    async def document(self, patient_id: str, note: Note, key: str) -> Documented | Refused | Unknown:
        return not_supported("document")

    async def visits_between(
        self, start: datetime, end: datetime, page: str, limit: int
    ) -> VisitsDue | Refused:
        return not_supported("visits_between")
