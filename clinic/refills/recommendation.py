"""What the protocol answers: a recommendation for people who decide, with every reason as data. Never an approval."""

from typing import Literal

from clinic.models import Value

What = Literal["approve", "see_first", "review", "urgent"]
"""`approve`: every rule is met. `see_first`: a visit or lab is overdue, with a short supply meanwhile. `review`: somebody
has to look. `urgent`: a nurse has to look now, whoever decides."""
Decider = Literal["front_desk", "nurse", "clinician"]
"""The least role that may decide it, in rising order. The front desk only passes on what needs no prescription."""

Rule = Literal[
    "meets_protocol",
    "side_effect",
    "running_out",
    "not_on_list",
    "which_one",
    "class_unknown",
    "stopped",
    "allergy",
    "schedule_2",
    "controlled",
    "controlled_expired",
    "not_routine",
    "too_young",
    "new_treatment",
    "pregnant",
    "other_prescriber",
    "other_dose",
    "not_working",
    "lost_or_stolen",
    "already_asked",
    "too_soon",
    "refills_left",
    "visit_overdue",
    "lab_overdue",
    "lab_high",
    "bridges_used_up",
    "not_computable",
]

Figure = str | int | float
"""Of a reason. A key that ends in `_on` holds an ISO date."""
Missing = Literal[
    "prescription",
    "age",
    "prescriber",
    "fills",
    "supply",
    "refills_left",
    "allergies",
    "visit",
    "lab",
]


class Reason(Value):
    """A rule that spoke, with the figures it used. Words are in wording.yaml, its source at `source` in the docs."""

    rule: Rule
    figures: dict[str, Figure] = {}
    source: str
    """A heading of docs/operator/refills.md: "docs/operator/refills.md#too_soon"."""


class NotComputed(Value):
    """A figure that the protocol needs and that cannot be computed. `why` is a code, or the EHR's own reason."""

    figure: Missing
    why: str


class ProposedOrder(Value):
    """What a MedicationRequest would say if it were decided so; a person may change every field.

    `quantity` is of one fill, in `unit`; `days` what it lasts, None where that cannot be computed.
    """

    based_on: str
    """Id of the prescription that it renews."""
    medicine: str
    code: str = ""
    dose: str
    """The directions as they stand on that prescription."""
    quantity: float
    unit: str = ""
    days: int | None = None
    refills: int
    pharmacy: str = ""


class Recommendation(Value):
    """For one medicine. `reasons` are weightiest first, and never none."""

    medicine: str
    """As prescribed, or as the patient called it when it is on no list."""
    prescription_id: str = ""
    classes: tuple[str, ...] = ()
    """Keys of clinic.yaml `refills.classes`; several for a combination."""
    schedule: int | None = None
    what: What
    decides: Decider
    hurry: bool = False
    """The patient said so, or has little left: to be looked at before others."""
    reasons: tuple[Reason, ...]
    order: ProposedOrder | None = None
    """None where nothing can be proposed: a person writes it, or nobody does."""
    not_computed: tuple[NotComputed, ...] = ()
