"""What a paused request is resumed with: a decision of somebody, or the patient's answer to a question."""

from pydantic import AwareDatetime

from clinic.models import Value
from clinic.requests import Decision, Staff


class Given(Value):
    """Exactly one of `decision` (with `by`) and `answer`. `id` makes it happen once."""

    id: str
    at: AwareDatetime
    decision: Decision | None = None
    by: Staff | None = None
    answer: str = ""
