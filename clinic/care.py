"""What a clinic keeps of its patients beside visits: how they are reached, who acts for them, medicines, requests."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from clinic.models import Appointment, Value

RequestKind = Literal["refill", "referral", "records", "message"]
RequestStatus = Literal["received", "in_progress", "on_hold", "done", "declined"]


class Address(Value):
    """A postal address. `country` is ISO 3166, "" where it is the clinic's own."""

    lines: tuple[str, ...]
    city: str
    state: str = ""
    postal_code: str
    country: str = ""


class Contact(Value):
    """How a patient is reached; what is empty is not meant. `phone` is E.164."""

    phone: str = ""
    email: str = ""
    address: Address | None = None


class Medication(Value):
    """A medicine as prescribed and still active. `id` is that of the EHR's MedicationRequest."""

    id: str
    name: str
    code: str = ""
    """RxNorm, "" when the EHR names none."""
    dose: str = ""
    """The directions as they stand on the prescription."""
    authored_on: date | None = None
    prescriber: str = ""
    refills: int | None = None
    """How many were allowed with the prescription, not how many are left: only the pharmacy knows that."""
    supply_days: int | None = None


class Representative(Value):
    """Somebody who may act for a patient (RelatedPerson). `may` names what the clinic's consent rules let them do."""

    id: str
    first_name: str
    last_name: str
    relationships: tuple[str, ...] = ()
    """v3-RoleCode, such as MTH, FTH, GUARD."""
    may: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    """Visit types that they neither book nor hear of, though `may` lets them book and hear of others."""


class Dependent(Value):
    """A patient for whom another one may act; `relationships` and `may` are those of the one who acts."""

    patient_id: str
    first_name: str
    last_name: str
    relationships: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


class WaitlistEntry(Value):
    """A wish for an earlier or another time. Dates are local, both included; empty ids mean anyone, any site."""

    id: str
    visit_type: str
    date_from: date
    date_to: date
    clinician_ids: tuple[str, ...] = ()
    site_ids: tuple[str, ...] = ()


class CoverageOnFile(Value):
    """An insurance plan that the EHR has on file as active. `accepted_as` is the clinic's name for it, "" for none."""

    plan: str
    accepted_as: str = ""


class FormChoice(Value):
    """What may be answered: `code` is given back, `text` is shown."""

    code: str
    text: str


class FormQuestion(Value):
    """One question of a form. `kind` is FHIR's Questionnaire.item.type; `choices` are empty for other kinds."""

    id: str
    text: str
    kind: str
    required: bool = False
    repeats: bool = False
    choices: tuple[FormChoice, ...] = ()


class RequestState(Value):
    """Where a request to the clinic's staff stands. `id` is the one that it was submitted with."""

    id: str
    kind: RequestKind
    status: RequestStatus
    text: str
    submitted_at: AwareDatetime
    updated_at: AwareDatetime
    reply: str = ""
    """What staff wrote for the patient."""


class Approver(Value):
    """Who at the clinic decided: the account that the audit trail names, and an NPI where a clinician signs."""

    id: str
    role: str
    name: str = ""
    npi: str = ""


class RefillOrder(Value):
    """A renewal of a prescription. What is None or "" stays as it was prescribed before."""

    medication_id: str
    """Of the MedicationRequest that is renewed."""
    quantity: float | None = None
    """How much is dispensed each time, in the unit of the prescription before."""
    refills: int | None = None
    """Further dispenses that are allowed."""
    dose: str = ""
    """The directions."""
    pharmacy: str = ""
    note: str = ""


class ReferralOrder(Value):
    """A referral to a specialist. `urgency` is FHIR's request priority."""

    specialty: str
    reason: str
    place: str = ""
    """Where the patient would like to go."""
    authorization: str = ""
    """The insurer's number, where one is needed."""
    urgency: Literal["routine", "urgent", "asap", "stat"] = "routine"


class DueVisit(Value):
    """A booked visit with what outreach needs to reach its patient. `phones` are E.164."""

    appointment: Appointment
    patient_id: str
    first_name: str
    last_name: str
    language: str
    phones: tuple[str, ...] = ()
    email: str = ""
    birth_date: date | None = None
    booked_at: AwareDatetime | None = None
    """When it was first made; None where the EHR does not tell. A move leaves it as it is."""
