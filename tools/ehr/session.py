"""Who a tool call is made for. Travels beside the call in MCP `_meta`, where no model can see or set it."""

from typing import Any, Literal, TypeAlias

from clinic.care import Representative
from clinic.models import Assurance, Value

META_KEY = "frontdesk.dev/session"
Role: TypeAlias = Literal["patient", "staff", "service"]


class EhrSession(Value):
    """The party behind a call: a conversation, and the patient it is identified as (None before that)."""

    conversation_id: str
    role: Role = "patient"
    patient_id: str | None = None
    assurance: Assurance = Assurance.ANONYMOUS
    phone_matches: bool = False
    """The caller named or called from a phone on file of `patient_id`."""

    representative: Representative | None = None
    """Who speaks for `patient_id`, as the EHR has them (find_dependent); None when the patient speaks."""

    caller: str = ""
    """Where the caller comes from (a phone number, an address); limits count by it, and it proves nothing."""

    def as_meta(self) -> dict[str, Any]:
        """The `_meta` of an MCP tools/call request."""
        return {META_KEY: self.model_dump(mode="json")}
