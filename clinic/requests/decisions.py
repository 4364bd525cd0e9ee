"""A decision as a value: what somebody wants done with a request, checked for what it needs before it is taken."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from clinic.errors import FrontdeskError
from clinic.models import Value

Action = Literal["approve", "reject", "ask", "reassign", "done_elsewhere"]
LONGEST = 2000
"""Characters of a reason, a question or a reply."""


class InvalidDecision(FrontdeskError):
    """The decision cannot be taken as it stands."""

    code = "invalid_decision"
    status = 422


class Decision(Value):
    """`version` is that of the request as it was seen. `edits` replace fields of the proposal, by name."""

    version: int
    action: Action
    edits: dict[str, str] = {}
    reason: str = Field(default="", max_length=LONGEST)
    """Of a rejection: the patient hears it in these words."""
    question: str = Field(default="", max_length=LONGEST)
    """Of "ask": the patient gets it in these words."""
    reply: str = Field(default="", max_length=LONGEST)
    """For the patient, beside what the decision itself tells them; in place of the suggested reply."""
    to: str = ""
    """Of "reassign": a role, or the id of a person's account."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {"reject": "reason", "ask": "question", "reassign": "to"}.get(self.action)
        if needed and not getattr(self, needed).strip():
            raise PydanticCustomError(
                "incomplete_decision", "{action} needs a {field}", {"action": self.action, "field": needed}
            )
        if self.edits and self.action != "approve":
            raise PydanticCustomError("edits_without_approval", "only an approval takes edits", {})
        return self
