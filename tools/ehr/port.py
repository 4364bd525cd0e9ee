"""What the tools need of an EHR, in a front office's words. `tools.vendors.fhir` fulfils it for any FHIR R4 server.

The rules of the clinic stand above the port; how a vendor reads and writes stands below it. Methods raise
`tools.fhir_client.FhirFailure` when the EHR does not answer; writes answer with results instead.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from clinic.care import Representative
from clinic.models import Appointment, Directory, Patient
from clinic.overbooking import Allowance
from clinic.record_linkage import Particulars
from clinic.scheduling import Allowed, is_done_at, may_see
from clinic.settings import ClinicSettings
from clinic.windows import Window
from tools.ehr.capabilities import Capabilities
from tools.ehr.results import Booked, Cancelled, Held, Moved, Refused, Registered, Unknown


@dataclass(frozen=True)
class Calendar:
    """One clinician's bookable times at one site (FHIR Schedule)."""

    id: str
    clinician_key: str
    site_key: str
    service_types: frozenset[str]
    """Codes of what is booked here; empty means that the EHR does not say."""

    def takes(self, settings: ClinicSettings, visit_type: str) -> bool:
        """Whether such visits are booked into this calendar, by clinic.yaml and by the EHR."""
        return (
            isinstance(may_see(settings, visit_type, self.clinician_key, None), Allowed)
            and isinstance(is_done_at(settings, visit_type, self.site_key), Allowed)
            and (
                not self.service_types or settings.visit_types[visit_type].service_type in self.service_types
            )
        )


@dataclass(frozen=True)
class Workplace:
    """The directory with the calendars behind it."""

    directory: Directory
    calendars: tuple[Calendar, ...]


@dataclass(frozen=True)
class PatientRecord:
    """A patient on file, with what decides whether a front office may deal with the record unaided.

    `patient.established` is not looked up yet: ask `was_seen`.
    """

    patient: Patient
    active: bool = True
    deceased: bool = False
    other_names: tuple[tuple[str, str], ...] = ()
    """Further (first, last) names on file, such as a nickname or a maiden name."""
    postal_codes: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    """The idempotency key of the registration that made the record."""


@dataclass(frozen=True)
class VisitRecord:
    """An appointment with what is not for patients' eyes. `slot_ids` are the times it holds."""

    appointment: Appointment
    patient_id: str
    slot_ids: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    """Idempotency keys of the writes that made it what it is."""
    left_slot_ids: tuple[str, ...] = ()
    """Times that its last move left; freed unless a crash came between."""
    record: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The EHR's own record as read, for the port alone."""


@dataclass(frozen=True)
class FreeTime:
    """One stretch of a calendar's grid (FHIR Slot). `holder` is the key that claimed it, "" for none."""

    id: str
    calendar_id: str
    start: datetime
    end: datetime
    free: bool = True
    holder: str = ""
    is_whole_visit: bool = False
    """Offered by the EHR for a visit that starts then, and not a piece of a grid: what is kept free before it is the
    EHR's own affair."""
    record: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The EHR's own record as read, for the port alone: a claim is valid against exactly this version."""


@dataclass(frozen=True)
class Purpose:
    """What free times are looked for: vendors that offer times rather than list them have to be told.

    `patient_id` is None while nobody is identified.
    """

    visit_type: str
    patient_id: str | None = None
    is_new: bool | None = None
    """Whether the patient is new, where visits of new patients are longer; None means not known."""


@dataclass(frozen=True)
class Placement:
    """When, where and with whom a visit is to be. `end` is the visit's; `times` also cover the buffers around it."""

    visit_type: str
    clinician_key: str
    site_key: str
    start: datetime
    end: datetime
    times: tuple[FreeTime, ...]
    asked_by: Representative | None = None
    """Who asked for it in the patient's place."""


@dataclass(frozen=True)
class Overbooking:
    """A visit to be put beside those that hold its time. `at.times` are empty: the port looks at what is there now."""

    at: Placement
    calendar_id: str
    taken: Window
    """The clinician's time, buffers included; it begins where a time of the calendar begins."""
    half_day: Window
    allowance: Allowance


@dataclass(frozen=True)
class NewPatient:
    """What is needed to register somebody. Checked already: `phone` is E.164, `birth_date` is past."""

    first_name: str
    last_name: str
    birth_date: date
    phone: str
    email: str
    language: str


class EhrPort(Protocol):
    """One EHR. Every write takes an idempotency key: the same key has one effect, whenever it is tried again.

    An EHR that keeps no keys of ours finds what an earlier try did by what that was to bring about: by the person who
    registers, by patient and times of a visit.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What this EHR can do, and how. What it cannot is refused with `not_supported` by the method itself."""
        ...

    async def workplace(self) -> Workplace: ...

    async def patient(self, patient_id: str) -> PatientRecord | None: ...

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        """Everybody who may be the person told of, and others: which one it is, `tools.ehr.matching` decides."""
        ...

    async def registered_with(self, key: str, person: NewPatient) -> PatientRecord | None:
        """The record that a registration with this key made, of this very person."""
        ...

    async def was_seen(self, patient_id: str, since: date) -> bool:
        """Whether the patient had a visit here on or after `since`."""
        ...

    async def register(self, person: NewPatient, key: str) -> Registered | Refused | Unknown: ...

    async def visits(self, patient_id: str, since: datetime) -> list[VisitRecord]: ...

    async def visit(self, appointment_id: str) -> VisitRecord | None: ...

    async def visit_made_with(self, key: str, patient_id: str, slot_ids: Sequence[str]) -> VisitRecord | None:
        """The visit that a booking with this key made; it was to be the patient's, at these times."""
        ...

    def free_times(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime, purpose: Purpose
    ) -> AsyncIterator[tuple[list[FreeTime], bool]]:
        """Free times that start in [start, end), in order of start, page by page, and whether it is the last."""
        ...

    async def times(self, ids: Sequence[str], purpose: Purpose) -> list[FreeTime]:
        """Those of the times that exist, free or not, as they are now."""
        ...

    async def hold(self, times: Sequence[FreeTime], key: str, until: datetime) -> Held | Refused | Unknown:
        """Keep times for `key`, from everybody else, until it books them, releases them, or `until` at the latest."""
        ...

    async def end_hold(self, ids: Sequence[str], key: str) -> bool:
        """Free what `key` holds and has not booked; False when that may have failed."""
        ...

    async def release(self, ids: Sequence[str], key: str) -> bool:
        """Give back times that `key` claimed or holds and will not use; False when that may have failed."""
        ...

    async def book(
        self, patient_id: str, at: Placement, reason: str, key: str
    ) -> Booked | Refused | Unknown: ...

    async def overbook(
        self, patient_id: str, wanted: Overbooking, reason: str, key: str
    ) -> Booked | Refused | Unknown:
        """Book beside the visits that hold the time, never beyond the allowance, however many try at once.

        Where the time has become free, it is booked as any other. Refused: `not_bookable` (the allowance is used up, or
        the calendar has no such time), `slot_taken` (held or blocked, so that there is no visit to stand beside).
        """
        ...

    async def move(self, visit: VisitRecord, to: Placement, key: str) -> Moved | Refused | Unknown: ...

    async def finish_move(self, visit: VisitRecord) -> Moved:
        """What is left to do for a visit that a move with the key has reached already."""
        ...

    async def cancel(self, visit: VisitRecord, reason: str, key: str) -> Cancelled | Refused | Unknown: ...

    async def finish_cancel(self, visit: VisitRecord) -> Cancelled:
        """What is left to do for a visit that we cancelled already."""
        ...
