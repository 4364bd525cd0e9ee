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

__all__ = [
    "Allergy",
    "Asked",
    "Decider",
    "Directions",
    "Fill",
    "Gap",
    "Lab",
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
    "recommend",
]
