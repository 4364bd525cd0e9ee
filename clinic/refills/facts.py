"""What a refill is judged by: what the EHR holds of a patient, and what the patient told.

Nothing is guessed: a part that the EHR does not keep, or did not let us read, is None, and `gaps` says why. All days are
calendar dates in the clinic's zone.
"""

from datetime import date
from typing import Literal

from clinic.models import Value

Part = Literal["prescriptions", "fills", "allergies", "visits", "labs", "birth_date"]
OrderStatus = Literal[
    "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"
]
Problem = Literal["side_effect", "not_working", "other_dose", "lost_or_stolen", "pregnant"]
"""What a patient may tell of a medicine. `other_dose`: they take it otherwise than it is prescribed, or want to."""


class Gap(Value):
    """A part of the facts that is not known. `why` is a sentence for staff, without patient data."""

    part: Part
    why: str


class Directions(Value):
    """How a medicine is taken. A dose that is not one number and a rhythm that is not a plain one are None."""

    text: str = ""
    dose: float | None = None
    """How much at a time, in the unit of the prescription's quantity."""
    times_a_day: float | None = None
    as_needed: bool = False
    steps: int = 1
    """Above 1 for split and tapered doses."""


class Prescription(Value):
    """An order for a medicine (MedicationRequest). `id` is the EHR's; "" and None are what it does not say."""

    id: str
    name: str
    code: str = ""
    """RxNorm."""
    status: OrderStatus = "active"
    directions: Directions = Directions()
    quantity: float | None = None
    """Of one fill, in `unit`."""
    unit: str = ""
    supply_days: float | None = None
    """How long one fill is expected to last."""
    refills: int | None = None
    """How many were allowed behind the first fill, not how many are left."""
    written_on: date | None = None
    valid_until: date | None = None
    """No fill after this day."""
    interval_days: float | None = None
    """The least time between fills that the prescriber allows."""
    prescriber: str = ""
    from_here: bool | None = None
    """Whether somebody of this clinic prescribed it."""
    pharmacy: str = ""


class Fill(Value):
    """A supply that the patient got (a completed MedicationDispense)."""

    prescription_id: str = ""
    """The order that it was on, "" where the EHR does not say."""
    name: str
    handed_over_on: date
    quantity: float | None = None
    days: float | None = None


class Allergy(Value):
    """An allergy or intolerance that is neither resolved nor refuted."""

    substance: str
    """As it stands on file: a medicine, a group of medicines, or anything else."""
    recorded_on: date | None = None


class Lab(Value):
    """A final measurement. `value` is in the unit of the EHR, None where it is no number."""

    code: str
    """LOINC."""
    taken_on: date
    value: float | None = None
    unit: str = ""


class PastVisit(Value):
    """A visit that took place. `kind` is its Encounter class (v3-ActCode), such as AMB."""

    seen_on: date
    kind: str


class RefillFacts(Value):
    """What the EHR says of one patient. Lists are newest first; None is what it does not say, and `gaps` why."""

    birth_date: date | None = None
    prescriptions: tuple[Prescription, ...] | None = None
    """Of whatever status."""
    fills: tuple[Fill, ...] | None = None
    allergies: tuple[Allergy, ...] | None = None
    visits: tuple[PastVisit, ...] | None = None
    next_visit_on: date | None = None
    """Of those that are booked, the first."""
    labs: tuple[Lab, ...] | None = None
    gaps: tuple[Gap, ...] = ()

    def why_unknown(self, part: Part) -> str:
        """Why a part is None."""
        return next((gap.why for gap in self.gaps if gap.part == part), "the EHR does not say")


class Asked(Value):
    """One medicine as asked for: by its prescription, or by a name that may be on no list."""

    prescription_id: str = ""
    name: str = ""
    days_left: int | None = None
    """As the patient told; 0 when they have run out."""
    problems: tuple[Problem, ...] = ()


class Told(Value):
    """What the patient told. `everything`: all medicines on the list that are being taken, beside those named."""

    medicines: tuple[Asked, ...] = ()
    everything: bool = False
    problems: tuple[Problem, ...] = ()
    """Told of no medicine in particular: they count for each."""
    pharmacy: str = ""
    """Where it should go; "" for where it went before."""
    urgent: bool = False
