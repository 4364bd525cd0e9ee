"""The shape of clinic.yaml. Every field that a clinic may leave out has a default that is safe."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from clinic.settings.knowledge import Knowledge
from clinic.settings.outreach import Outreach
from clinic.settings.overbooking import Overbooking, PerHalfDay
from clinic.settings.periods import Periods, Weekday
from clinic.settings.phone import Calls
from clinic.settings.refills import Refills
from clinic.settings.requests import Requests
from clinic.settings.section import Duration, Key, Section
from clinic.settings.sms import SmsRules
from clinic.settings.staff import StaffRules
from clinic.settings.widget import Widget

LocalText = dict[str, str]
"""Words by locale: {"en": "...", "es": "..."}."""
LocalWords = dict[str, tuple[str, ...]]
"""Words and phrases that patients use, by locale: {"en": ["checkup"], "es": ["chequeo"]}."""
Level = Annotated[int, Field(ge=0, le=2)]
"""A clinic.models.Assurance: 0 anonymous, 1 matched, 2 verified."""
Stage = Literal["first_contact", "intake", "scheduling", "reminders", "requests", "follow_up"]


class Site(Section):
    """A place of the clinic; `location` is the value of the EHR Location's identifier."""

    name: str
    location: str
    address: str
    phone: str
    hours: dict[Weekday, Periods]
    """Weekdays that are missing are closed. In YAML a period is written "08:00-17:00"."""
    insurance: tuple[str, ...] = ()
    """The plans, of the clinic's `insurance`, that are taken here; empty means all of them."""
    directions: LocalText = {}
    parking: LocalText = {}


class Holiday(Section):
    date: date
    name: LocalText


class Clinician(Section):
    """Rules for a clinician; languages and calendars come from the EHR. `npi` finds the Practitioner."""

    npi: str
    name: str
    panel: Literal["open", "established_only", "closed"] = "open"
    """Whether new patients may be booked; `closed` means staff book for this clinician."""
    insurance: tuple[str, ...] = ()
    """The plans, of the clinic's `insurance`, that this clinician takes; empty means all of them."""
    overbooking_per_half_day: PerHalfDay | None = None
    """In place of `scheduling.overbooking.per_half_day`."""


class AgeRange(Section):
    """Completed years of age on the day of the visit, both ends included."""

    min: Annotated[int, Field(ge=0, le=150)] = 0
    max: Annotated[int, Field(ge=0, le=150)] = 150

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise PydanticCustomError(
                "ages",
                "the youngest age {min} is above the oldest {max}",
                {"min": self.min, "max": self.max, "write": f"min: {self.max} and max: {self.min}"},
            )
        return self


class VisitType(Section):
    """A kind of visit that can be booked."""

    name: LocalText
    service_type: str
    """The EHR's code for it (HealthcareService.type, Schedule.serviceType, Appointment.serviceType)."""
    minutes: Annotated[int, Field(ge=5, le=480)]
    new_patient_minutes: Annotated[int, Field(ge=5, le=480)] | None = None
    """How long it is for a new patient; left out: as long as for others."""
    buffer_before: Annotated[int, Field(ge=0, le=120)] = 0
    """Minutes kept free before the visit, as for setting up a room."""
    buffer_after: Annotated[int, Field(ge=0, le=120)] = 0
    """Minutes kept free behind the visit."""
    patients: Literal["any", "new", "established"] = "any"
    clinicians: Annotated[tuple[Key, ...], Field(min_length=1)]
    """Keys of `clinicians` who may do it."""
    sites: tuple[Key, ...] = ()
    """Keys of `sites`; empty means every site."""
    min_notice: Duration = timedelta(hours=2)
    insurance: Literal["any", "needed"] = "any"
    """`needed`: times are offered to those alone whose plan is taken. Where a clinician or a site takes not every plan,
    the plan is asked for in any case."""
    ages: AgeRange = AgeRange()
    synonyms: LocalWords = {}
    """By locale: what patients call it ("physical", "checkup", "chequeo")."""
    bring: LocalText = {}
    """What to bring or how to prepare; said after booking and when asked."""


class Scheduling(Section):
    """Rules for all visit types."""

    horizon: Duration = timedelta(days=60)
    """How far ahead visits are offered."""
    cancel_notice: Duration = timedelta(hours=24)
    """Later than this before the visit, moving and cancelling go to staff."""
    outside_hours: Literal["refused", "allowed"] = "refused"
    """Whether times that the EHR has free while the site is closed by its `hours` are booked; on `holidays` none are."""
    max_upcoming: Annotated[int, Field(ge=1, le=50)] = 6
    """Open visits a patient may hold before staff book further ones."""
    offers: Annotated[int, Field(ge=1, le=5)] = 3
    """Times offered at once."""
    hold_minutes: Annotated[int, Field(ge=0, le=30)] = 5
    """How long a time that is read back is kept for the patient who decides; 0: who books first has it."""
    overbooking: Overbooking = Overbooking()
    """Visits that people book beside others; off unless it is set."""


class Identity(Section):
    """Assurance level that each action needs (design: identity). 0 anonymous, 1 matched, 2 verified."""

    book: Level = 1
    appointments: Level = 1
    """Hear, move or cancel existing visits: level 1 with the phone on file, else level 2."""
    medicines: Level = 2
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """Failed tries to identify in a conversation before staff take over."""


class Guardians(Section):
    """What parents and guardians may have done for a minor (clinic.guardians). Ages are completed years."""

    limited_from: Annotated[int, Field(ge=0, le=25)] = 12
    """From this age on only what is listed under `limited`; staff see to the rest, in confidence."""
    own_records_from: Annotated[int, Field(ge=0, le=25)] = 18
    """From this age on the patient acts alone, unless there is a power of attorney or a guardian on file."""
    limited: tuple[Literal["book", "appointments", "medicines", "results"], ...] = ("book",)
    confidential: tuple[Key, ...] = ()
    """Visit types that minors from `limited_from` on consent to themselves: nobody else books or hears of them."""
    alone: tuple[Literal["book", "appointments", "medicines", "results"], ...] = ("book", "appointments")
    """What minors from `limited_from` on may have done without a grown-up; younger ones nothing."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.limited_from > self.own_records_from:
            raise PydanticCustomError(
                "guardians",
                "limited_from {limited} is above own_records_from {own}",
                {
                    "limited": self.limited_from,
                    "own": self.own_records_from,
                    "write": f"limited_from: {self.own_records_from} or less",
                },
            )
        return self


class EmergencyNumbers(Section):
    """Numbers said in an emergency, by kind (US defaults; sources in docs)."""

    medical: str = "911"
    crisis: str = "988"
    poison: str = "1-800-222-1222"
    abuse: str = "1-800-799-7233"


class Fact(Section):
    """A question that patients ask, answered in the clinic's own words."""

    title: LocalText
    text: LocalText
    keywords: LocalWords
    """By locale: words and phrases by which the question is recognised."""


class ClinicSettings(Section):
    """All of clinic.yaml."""

    name: str
    time_zone: str
    """IANA name, such as America/New_York."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"
    phone: str
    languages: Annotated[tuple[Literal["en", "es"], ...], Field(min_length=1)] = ("en",)
    """The first one is spoken until the patient chooses another."""
    greeting: LocalText = {}
    sites: Annotated[dict[Key, Site], Field(min_length=1)]
    holidays: tuple[Holiday, ...] = ()
    clinicians: Annotated[dict[Key, Clinician], Field(min_length=1)]
    visit_types: Annotated[dict[Key, VisitType], Field(min_length=1)]
    scheduling: Scheduling = Scheduling()
    identity: Identity = Identity()
    guardians: Guardians = Guardians()
    requests: Requests = Requests()
    staff: StaffRules = StaffRules()
    calls: Calls = Calls()
    widget: Widget = Widget()
    refills: Refills = Refills()
    sms: SmsRules = SmsRules()
    outreach: Outreach = Outreach()
    emergency: EmergencyNumbers = EmergencyNumbers()
    stages: dict[Stage, bool] = {}
    """Stages that are missing are on."""
    understanding: Literal["local", "model", "auto"] = "auto"
    insurance: tuple[str, ...] = ()
    """Plans accepted."""
    facts: dict[Key, Fact] = {}
    knowledge: Knowledge = Knowledge()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def has_stage(self, stage: Stage) -> bool:
        return self.stages.get(stage, True)
