"""The refill protocol of clinic.yaml (`refills:`). A clinician of the clinic reviews it before it is relied on.

Every number has a default from clinic-rules section 1, with its source in docs/operator/refills.md; where sources
differ, the default is the one that sends more requests to a person.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from clinic.settings.refill_defaults import CLASSES, LABS
from clinic.settings.section import Duration, Key, Section

Schedule = Literal[2, 3, 4, 5]
"""Of the US Controlled Substances Act (21 U.S.C. 812)."""
Share = Annotated[float, Field(ge=0.5, le=1)]
SupplyDays = Annotated[int, Field(ge=1, le=90)]


class LabNeed(Section):
    """A measurement that has to be on file before a medicine is renewed. `lab` is a key of `refills.labs`."""

    lab: Key
    within: Duration
    above: float | None = None
    """When the last value is above this (in the unit of the EHR), it has to be from `within_above` …"""
    within_above: Duration | None = None
    at_most: float | None = None
    """… and when it is above this, a clinician decides."""


class RefillClass(Section):
    """What a class of medicines needs. Durations look back from the clinic's local day."""

    visit: Duration = timedelta(days=365)
    """A visit has to be on file from within this time."""
    labs: tuple[LabNeed, ...] = ()
    routine: bool = True
    """False: a clinician decides each time."""
    settled_after: Duration | None = None
    """A treatment that began within this time is a clinician's."""
    most_refills: Annotated[int, Field(ge=0, le=11)] | None = None
    """None: as `refills.most_refills`."""
    keep_taking: bool = False
    """Dangerous to run out of: when little is left, somebody sees to it at once."""


class OwnMedicine(Section):
    """A medicine that our catalog does not have, or has under another class. The key is its name on prescriptions."""

    name: Annotated[str, Field(min_length=3)]
    medicine_class: Key
    """A key of `refills.classes`."""
    schedule: Schedule | None = None


class StandingOrder(Section):
    """What a clinician has signed: such requests may be approved without anybody looking again."""

    name: Annotated[str, Field(min_length=3)]
    npi: str
    signed_on: date
    good_for: Duration = timedelta(days=365)
    """After this it is as if there were none: standing orders are reviewed yearly."""
    classes: Annotated[tuple[Key, ...], Field(min_length=1)]
    most_refills: Annotated[int, Field(ge=0, le=11)]


class Refills(Section):
    """The protocol. Days of supply are whole days; shares are of the days that a supply lasts."""

    adults_from: Annotated[int, Field(ge=0, le=25)] = 18
    """Completed years; for younger patients a clinician decides."""
    used: Share = 0.8
    """How much of the last supply has to be used before the next is due (75 to 80 %: medx.it.com)."""
    used_controlled: Share = 0.85
    """The same for controlled medicines of schedule III to V …"""
    early_controlled: Duration = timedelta(days=2)
    """… which are also never due earlier than this before they run out. Schedule II: on the day itself."""
    bridge: Annotated[tuple[SupplyDays, ...], Field(min_length=1)] = (30, 15, 7)
    """Days of supply while a visit or lab is overdue: first, second, third time (moam.info). Then none."""
    most_refills: Annotated[int, Field(ge=0, le=11)] = 3
    urgent_at: Annotated[int, Field(ge=0, le=14)] = 2
    """Days of supply at which a request is in a hurry."""
    face_to_face: tuple[str, ...] = ("AMB", "HH")
    """Encounter classes (v3-ActCode) that count as a visit; add VR where video visits do."""
    labs: dict[Key, Annotated[tuple[str, ...], Field(min_length=1)]] = LABS
    """LOINC codes by our name of a measurement; what is written comes beside our own."""
    classes: dict[Key, RefillClass] = Field(default_factory=lambda: _classes({}), validate_default=True)
    """By our name of a class; what is written changes single fields of a known class, or adds one."""
    medicines: tuple[OwnMedicine, ...] = ()
    auto_approve: bool = False
    """True: what a standing order covers is approved by it."""
    standing_orders: tuple[StandingOrder, ...] = ()

    @field_validator("classes", mode="before")
    @classmethod
    def _over_defaults(cls, written: Any) -> Any:
        return _classes(written) if isinstance(written, Mapping) else written

    @field_validator("labs", mode="before")
    @classmethod
    def _labs_over_defaults(cls, written: Any) -> Any:
        return {**LABS, **written} if isinstance(written, Mapping) else written

    @model_validator(mode="after")
    def _signed(self) -> Self:
        if self.auto_approve and not self.standing_orders:
            raise PydanticCustomError(
                "unsigned",
                "auto_approve is on, and no clinician has signed a standing order",
                {"write": "auto_approve: false, or standing_orders with who signed what"},
            )
        return self


def _classes(written: Mapping[str, Any]) -> dict[str, Any]:
    """Our classes with what the clinic writes over them, field by field."""
    return {
        **CLASSES,
        **{
            key: {**CLASSES.get(key, {}), **fields} if isinstance(fields, Mapping) else fields
            for key, fields in written.items()
        },
    }
