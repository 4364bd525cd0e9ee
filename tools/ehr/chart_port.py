"""What the tools beyond identification and booking need of an EHR. A profile that cannot do a thing refuses it.

Like `tools.ehr.port`: methods raise `tools.fhir_client.FhirFailure` when the EHR does not answer, and every write has one
effect for one idempotency key. `tools.ehr.not_offered` refuses everything; profiles begin there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from clinic.care import (
    Approver,
    Contact,
    Medication,
    ReferralOrder,
    RefillOrder,
    RequestKind,
    RequestState,
    RequestStatus,
    WaitlistEntry,
)
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

Answer = str | bool | int | float
Channel = Literal["web", "phone", "sms", "email"]


@dataclass(frozen=True)
class Relation:
    """One RelatedPerson: who acts, for which patient. Names are (first, last)."""

    id: str
    patient: PatientRecord
    name: tuple[str, str]
    relationships: tuple[str, ...]
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    """E.164."""


@dataclass(frozen=True)
class WaitlistWish:
    """What somebody waits for. Ids are the EHR's; `start` and `end` are instants, `end` excluded."""

    visit_type: str
    clinician_ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    start: datetime
    end: datetime
    note: str = ""


@dataclass(frozen=True)
class NewRequest:
    """What the patient asks of the staff, in their own words. `assurance` is how sure we are who asks."""

    kind: RequestKind
    text: str
    urgent: bool
    assurance: str
    medications: tuple[Medication, ...] = ()
    specialty: str = ""


@dataclass(frozen=True)
class Question:
    """One question of a form. `choices` are the codes that may be answered, empty for other kinds."""

    id: str
    kind: str
    """FHIR item.type: boolean, string, text, integer, decimal, date, choice, ..."""
    required: bool = False
    repeats: bool = False
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Form:
    """A form that patients fill in (Questionnaire). `canonical` is its url, with the version where it has one."""

    id: str
    canonical: str
    questions: tuple[Question, ...]
    title: str = ""


@dataclass(frozen=True)
class Note:
    """What is kept of a conversation. `summary` is plain text; `made_by_patient` tells who began it."""

    channel: Channel
    summary: str
    started: datetime
    ended: datetime


class ChartPort(Protocol):
    """The rest of an EHR's work for a front office."""

    async def change_contact(
        self, patient_id: str, contact: Contact, on: date, key: str
    ) -> ContactUpdated | Refused | Unknown: ...

    async def representatives_of(self, patient: PatientRecord) -> list[Relation] | Refused: ...

    async def dependents_of(self, patient: PatientRecord) -> list[Relation] | Refused:
        """Relations of other patients whose RelatedPerson is surely this very patient."""
        ...

    async def confirm(self, visit: VisitRecord, key: str) -> Confirmed | Refused | Unknown: ...

    async def join_waitlist(
        self, patient_id: str, wish: WaitlistWish, key: str
    ) -> OnWaitlist | Refused | Unknown: ...

    async def leave_waitlist(
        self, patient_id: str, visit_type: str, key: str
    ) -> LeftWaitlist | Refused | Unknown:
        """Withdraw the patient's entries for a visit type, "" for all of them."""
        ...

    async def waitlist(self, patient_id: str) -> list[WaitlistEntry] | Refused:
        """What the patient waits for."""
        ...

    async def coverages(self, patient_id: str) -> list[str] | Refused:
        """Names of the patient's active insurance plans, as the EHR writes them."""
        ...

    async def medications(self, patient_id: str) -> list[Medication] | Refused: ...

    async def refill_facts(self, patient_id: str, wanted: FactsWanted) -> RefillFactsRead | Refused:
        """What the chart alone says; a part that the EHR does not let us read is a gap, not a failure."""
        ...

    async def submit(
        self, patient_id: str, request: NewRequest, key: str
    ) -> RequestSubmitted | Refused | Unknown: ...

    async def requests(self, patient_id: str, request_id: str = "") -> list[RequestState] | Refused: ...

    async def order_refill(
        self, patient_id: str, order: RefillOrder, approver: Approver, key: str
    ) -> Ordered | Refused | Unknown: ...

    async def order_referral(
        self, patient_id: str, order: ReferralOrder, approver: Approver, key: str
    ) -> Ordered | Refused | Unknown: ...

    async def settle(
        self, patient_id: str, request_id: str, status: RequestStatus, reply: str
    ) -> RequestSettled | Refused | Unknown:
        """How the patient's request stands now; `reply` is for the patient to read, "" says nothing."""
        ...

    async def form(self, form_id: str) -> Form | Refused | None: ...

    async def record_form(
        self, patient_id: str, form: Form, answers: Mapping[str, tuple[Answer, ...]], key: str
    ) -> FormRecorded | Refused | Unknown: ...

    async def document(self, patient_id: str, note: Note, key: str) -> Documented | Refused | Unknown: ...

    async def visits_between(
        self, start: datetime, end: datetime, page: str, limit: int
    ) -> VisitsDue | Refused:
        """Booked visits that start in [start, end), by start; `page` is empty or as an earlier answer named it."""
        ...
