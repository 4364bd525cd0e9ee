"""What was asked for, as the conversation handed it over: the start of a request's run."""

from typing import Any, Self

from pydantic import AwareDatetime

from clinic.models import Value
from graph.turns import HandedOver


class Draft(Value):
    """A request before anybody has looked at it. Empty strings are not known."""

    id: str
    kind: str
    urgent: bool = False
    conversation_id: str | None = None
    """None where no conversation is behind it (a repair of the EHR)."""
    channel: str = ""
    language: str = "en"
    made_at: AwareDatetime
    reason: str = ""
    """The rule that sent it to people."""
    patient_id: str = ""
    name: str = ""
    birth_date: str = ""
    phone: str = ""
    """E.164, as told."""
    phone_on_file: str = ""
    """E.164, of the patient's record: where anything about the request may be sent."""
    assurance: str = "anonymous"
    task: str = ""
    told: dict[str, str] = {}
    """What the patient told for it, by slot."""
    appointment: str = ""
    wanted: str = ""
    words: str = ""

    @classmethod
    def of(
        cls,
        handed: HandedOver,
        *,
        conversation_id: str | None,
        channel: str,
        language: str,
        made_at: AwareDatetime,
    ) -> Self:
        """From what a turn left for people."""
        summary: dict[str, Any] = dict(handed.summary)
        told = summary.pop("told", None) or []
        slots = dict(each.partition(": ")[::2] for each in told)
        texts = {name: str(summary.get(name) or "") for name in _TEXTS}
        return cls(
            id=handed.id,
            kind=handed.kind,
            urgent=handed.urgent,
            conversation_id=conversation_id,
            channel=channel,
            language=language,
            made_at=made_at,
            told=slots,
            **texts,
        )


_TEXTS = (
    "reason", "patient_id", "name", "birth_date", "phone", "phone_on_file", "assurance", "task", "appointment",
    "wanted", "words",
)  # fmt: skip
