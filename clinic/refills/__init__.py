"""The refill protocol: what the EHR says and the patient told become a recommendation with reasons, never an approval."""

from clinic.refills.facts import (
    Allergy,
    Asked,
    Directions,
    Fill,
    Gap,
    Lab,
    OrderStatus,
    Part,
    PastVisit,
    Prescription,
    Problem,
    RefillFacts,
    Told,
)
from clinic.refills.problems import problems_in
from clinic.refills.protocol import recommend
from clinic.refills.recommendation import (
    Decider,
    NotComputed,
    ProposedOrder,
    Reason,
    Recommendation,
    Rule,
    What,
)
from clinic.refills.standing_orders import ApprovedByStandingOrder, NotByStandingOrder, by_standing_order
from clinic.refills.wording import patient_words, staff_words

__all__ = [
    "Allergy",
    "ApprovedByStandingOrder",
    "Asked",
    "Decider",
    "Directions",
    "Fill",
    "Gap",
    "Lab",
    "NotByStandingOrder",
    "NotComputed",
    "OrderStatus",
    "Part",
    "PastVisit",
    "Prescription",
    "Problem",
    "ProposedOrder",
    "Reason",
    "Recommendation",
    "RefillFacts",
    "Rule",
    "Told",
    "What",
    "by_standing_order",
    "patient_words",
    "problems_in",
    "recommend",
    "staff_words",
]
