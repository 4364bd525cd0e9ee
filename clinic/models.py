"""What a clinic talks about: people, places, visits and offers, as frozen values.

Ids are the EHR's own. Instants are zone-aware; the clinic's zone is in its settings.
"""

from datetime import date, datetime
from enum import IntEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Assurance(IntEnum):
    """How sure we are who is speaking (design: identity and what it allows)."""

    ANONYMOUS = 0
    MATCHED = 1
    """Name and date of birth fit one record, plus the phone on file where an action asks for it."""
    VERIFIED = 2
    """A one-time code to the phone on file, or a signed portal token."""


class Patient(Value):
    """One person on file. `phones` are E.164; `birth_date` is a calendar date."""

    id: str
    first_name: str
    last_name: str
    birth_date: date
    phones: tuple[str, ...] = ()
    language: str = "en"
    established: bool = True
    """Seen here before: decides which visit types and clinicians are open to them."""


class Clinician(Value):
    """Somebody patients have visits with. `key` is clinic.yaml's, `id` the EHR's Practitioner id."""

    id: str
    key: str
    name: str
    """As said to patients: "Dr. Ama Osei"."""
    last_name: str
    first_name: str
    languages: tuple[str, ...] = ("en",)
    sites: tuple[str, ...] = ()
    visit_types: tuple[str, ...] = ()
    accepts_new: bool = True


class Site(Value):
    """A place of the clinic. `key` is the name used in clinic.yaml, `id` the EHR's Location id."""

    id: str
    key: str
    name: str
    address: str
    phone: str = ""


class Directory(Value):
    """Who works where and what can be booked, as the EHR and clinic.yaml say together."""

    clinicians: tuple[Clinician, ...]
    sites: tuple[Site, ...]
    visit_types: tuple[str, ...]
    """Keys of clinic.yaml `visit_types` that at least one clinician offers."""


class Offer(Value):
    """A time that can be booked. `slot_id` is minted for one conversation and opaque to all others."""

    slot_id: str
    visit_type: str
    start: AwareDatetime
    end: AwareDatetime
    clinician_id: str
    clinician_name: str
    site_id: str
    site_name: str


class Appointment(Value):
    """A visit in the EHR. `version` is the resource version that was read (its ETag's content)."""

    id: str
    version: str
    status: Literal[
        "booked", "cancelled", "fulfilled", "noshow", "pending", "proposed", "arrived", "checked-in"
    ]
    visit_type: str
    """Key in clinic.yaml, or "" when the EHR's service type is none of ours."""
    start: AwareDatetime
    end: AwareDatetime
    clinician_id: str
    clinician_name: str
    site_id: str
    site_name: str
    confirmed: bool = False
    """The patient has said that they will come."""

    def is_upcoming(self, now: datetime) -> bool:
        return self.status in ("booked", "pending") and self.start > now
