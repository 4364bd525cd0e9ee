"""What the kinds share when they write: who approved, numbers out of edited fields, and answers of the EHR tools."""

from clinic.care import Approver
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect
from tools.ehr.chart_results import Ordered
from tools.ehr.results import Refused, Unknown


class InvalidEdit(Exception):
    """A field of the proposal cannot be used as it stands."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def number(field: str, text: str) -> float | None:
    """None for an empty field, which leaves things as they were. Raises InvalidEdit."""
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise InvalidEdit(field) from None


def approver_of(given: Given) -> Approver:
    """Who approved. Raises when nobody did: then nothing is written."""
    if given.by is None or given.decision is None or given.decision.action != "approve":
        raise ValueError("An effect needs an approval.")
    return Approver(id=given.by.id, role=given.by.role, name=given.by.name, npi=given.by.npi)


def effect_of(answer: Ordered | Refused | Unknown) -> Effect:
    match answer:
        case Ordered():
            return Effect(reference=answer.reference)
        case Refused():
            return Effect(outcome="failed", code=answer.code)
        case Unknown():
            return Effect(outcome="unknown", code="answer_lost")
