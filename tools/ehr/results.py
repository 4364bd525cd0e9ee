"""What the EHR tools answer: typed results, and refusals as data with a code."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from clinic.models import Appointment, Directory, Offer, Patient, Value

RefusalCode = Literal[
    "not_allowed",  # assurance, role or scope do not permit it, or an id is none of this patient's
    "not_found",  # the clinic has no such thing
    "not_offered",  # the slot id was never offered to this conversation
    "slot_taken",  # somebody was faster
    "too_late",  # inside the clinic's cancellation notice
    "not_bookable",  # a rule of clinic.yaml forbids it (see `detail`)
    "changed_meanwhile",  # the record changed since it was read
    "already_exists",  # a patient with these particulars is on file
    "too_many_attempts",  # one-time codes: too many were sent or guessed wrong
    "not_supported",  # the EHR has no way to do it (detail: the operation): staff do
    "invalid_argument",  # an argument that cannot be used (see `detail`)
    "ehr_unavailable",  # the EHR did not answer, or answered with a fault
]


class Refused(Value):
    """It was not done, and why. Nothing was written. `detail` is for staff and logs; it holds no patient data."""

    outcome: Literal["refused"] = "refused"
    code: RefusalCode
    detail: str = ""


class Unknown(Value):
    """A write was sent and its answer lost: it may or may not have taken effect. Never sent again blindly."""

    outcome: Literal["unknown"] = "unknown"
    detail: str = ""


class PatientFound(Value):
    """Exactly one person fits. `phone_matches` says whether the phone given is one on file, `birthday_matches` whether
    the birthday was told right: a slip is forgiven for finding somebody, and does not identify a caller."""

    outcome: Literal["found"] = "found"
    patient: Patient
    phone_matches: bool
    birthday_matches: bool = True


class NoPatient(Value):
    """Nobody fits."""

    outcome: Literal["no_patient"] = "no_patient"


class AmbiguousPatient(Value):
    """Several people fit, or one only roughly: a person has to tell them apart. `missing` may settle it if asked."""

    outcome: Literal["ambiguous"] = "ambiguous"
    missing: tuple[Literal["first_name", "birth_date", "phone"], ...] = ()


class Registered(Value):
    outcome: Literal["registered"] = "registered"
    patient: Patient


class Appointments(Value):
    """A patient's visits, soonest first."""

    outcome: Literal["appointments"] = "appointments"
    appointments: tuple[Appointment, ...]


Unmet = Literal["language", "insurance"]


class Offers(Value):
    """Times that can be booked, earliest first. `next_day_with_times` helps when the wish could not be met."""

    outcome: Literal["offers"] = "offers"
    offers: tuple[Offer, ...]
    more: bool = False
    next_day_with_times: date | None = None
    unmet: tuple[Unmet, ...] = ()
    """Preferences that nobody who does such visits meets; the offers are without them. `insurance`: the clinicians or
    sites that were asked for do not take the plan; the offers are with others who do."""


class Held(Value):
    """The time is kept for this conversation until then at the latest, and offered to nobody else meanwhile."""

    outcome: Literal["held"] = "held"
    until: AwareDatetime


class Released(Value):
    """The time is not kept any longer."""

    outcome: Literal["released"] = "released"


class Booked(Value):
    outcome: Literal["booked"] = "booked"
    appointment: Appointment


class Moved(Value):
    outcome: Literal["moved"] = "moved"
    appointment: Appointment


class Cancelled(Value):
    outcome: Literal["cancelled"] = "cancelled"
    appointment: Appointment


class DirectoryListed(Value):
    outcome: Literal["directory"] = "directory"
    directory: Directory


FindPatientResult = Annotated[
    PatientFound | NoPatient | AmbiguousPatient | Refused, Field(discriminator="outcome")
]
RegisterPatientResult = Annotated[Registered | Refused | Unknown, Field(discriminator="outcome")]
ListAppointmentsResult = Annotated[Appointments | Refused, Field(discriminator="outcome")]
FindSlotsResult = Annotated[Offers | Refused, Field(discriminator="outcome")]
HoldResult = Annotated[Held | Refused | Unknown, Field(discriminator="outcome")]
ReleaseResult = Annotated[Released | Refused | Unknown, Field(discriminator="outcome")]
BookResult = Annotated[Booked | Refused | Unknown, Field(discriminator="outcome")]
RescheduleResult = Annotated[Moved | Refused | Unknown, Field(discriminator="outcome")]
CancelResult = Annotated[Cancelled | Refused | Unknown, Field(discriminator="outcome")]
DirectoryResult = Annotated[DirectoryListed | Refused, Field(discriminator="outcome")]
