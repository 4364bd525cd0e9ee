"""The chart port over any FHIR R4 server: each operation is a module of its own."""

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
from clinic.clock import Clock
from clinic.settings import ClinicSettings
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
from tools.fhir_client import FhirClient
from tools.vendors.fhir.confirmations import confirm
from tools.vendors.fhir.contacts import change_contact
from tools.vendors.fhir.coverages import coverages_of
from tools.vendors.fhir.due_visits import DueVisits
from tools.vendors.fhir.forms import read_form, record_form
from tools.vendors.fhir.medications import medications
from tools.vendors.fhir.notes import document
from tools.vendors.fhir.orders import order_referral, order_refill
from tools.vendors.fhir.refill_facts import read_refill_facts
from tools.vendors.fhir.relations import dependents_of, representatives_of
from tools.vendors.fhir.requests import requests_of, settle, submit
from tools.vendors.fhir.visit_reader import VisitReader
from tools.vendors.fhir.waitlist import Waitlist


class PlainChart:
    """Everything beyond identification and booking, for any FHIR R4 server that keeps versions."""

    def __init__(self, fhir: FhirClient, settings: ClinicSettings, clock: Clock, visits: VisitReader) -> None:
        self._fhir = fhir
        self._settings = settings
        self._clock = clock
        self._visits = visits
        self._waitlist = Waitlist(fhir, settings)
        self._due = DueVisits(fhir, visits, settings.country)

    async def change_contact(
        self, patient_id: str, contact: Contact, on: date, key: str
    ) -> ContactUpdated | Refused | Unknown:
        return await change_contact(self._fhir, patient_id, contact, on, key, self._settings.country)

    async def representatives_of(self, patient: PatientRecord) -> list[Relation] | Refused:
        return await representatives_of(self._fhir, patient, self._today(), self._settings.country)

    async def dependents_of(self, patient: PatientRecord) -> list[Relation] | Refused:
        return await dependents_of(self._fhir, patient, self._today(), self._settings.country)

    async def confirm(self, visit: VisitRecord, key: str) -> Confirmed | Refused | Unknown:
        return await confirm(self._fhir, self._visits, visit, key)

    async def join_waitlist(
        self, patient_id: str, wish: WaitlistWish, key: str
    ) -> OnWaitlist | Refused | Unknown:
        return await self._waitlist.join(patient_id, wish, key, self._clock.now())

    async def leave_waitlist(
        self, patient_id: str, visit_type: str, key: str
    ) -> LeftWaitlist | Refused | Unknown:
        return await self._waitlist.leave(patient_id, visit_type, key)

    async def waitlist(self, patient_id: str) -> list[WaitlistEntry] | Refused:
        return await self._waitlist.of_patient(patient_id)

    async def coverages(self, patient_id: str) -> list[str] | Refused:
        return await coverages_of(self._fhir, patient_id)

    async def medications(self, patient_id: str) -> list[Medication] | Refused:
        return await medications(self._fhir, patient_id)

    async def refill_facts(self, patient_id: str, wanted: FactsWanted) -> RefillFactsRead | Refused:
        return RefillFactsRead(facts=await read_refill_facts(self._fhir, patient_id, wanted))

    async def submit(
        self, patient_id: str, request: NewRequest, key: str
    ) -> RequestSubmitted | Refused | Unknown:
        return await submit(self._fhir, patient_id, request, key, self._clock.now())

    async def requests(self, patient_id: str, request_id: str = "") -> list[RequestState] | Refused:
        return await requests_of(self._fhir, patient_id, request_id)

    async def order_refill(
        self, patient_id: str, order: RefillOrder, approver: Approver, key: str
    ) -> Ordered | Refused | Unknown:
        return await order_refill(self._fhir, patient_id, order, approver, key, self._clock.now())

    async def order_referral(
        self, patient_id: str, order: ReferralOrder, approver: Approver, key: str
    ) -> Ordered | Refused | Unknown:
        return await order_referral(self._fhir, patient_id, order, approver, key, self._clock.now())

    async def settle(
        self, patient_id: str, request_id: str, status: RequestStatus, reply: str
    ) -> RequestSettled | Refused | Unknown:
        return await settle(self._fhir, patient_id, request_id, status, reply, self._clock.now())

    async def form(self, form_id: str) -> Form | Refused | None:
        return await read_form(self._fhir, form_id)

    async def record_form(
        self, patient_id: str, form: Form, answers: Mapping[str, tuple[Answer, ...]], key: str
    ) -> FormRecorded | Refused | Unknown:
        return await record_form(self._fhir, patient_id, form, answers, key, self._clock.now())

    async def document(self, patient_id: str, note: Note, key: str) -> Documented | Refused | Unknown:
        return await document(self._fhir, patient_id, note, key)

    async def visits_between(
        self, start: datetime, end: datetime, page: str, limit: int
    ) -> VisitsDue | Refused:
        return await self._due.page(start, end, page, limit)

    def _today(self) -> date:
        """The clinic's local date."""
        return self._clock.now().astimezone(self._settings.zone).date()
