"""What the nodes of a request may use: the EHR tools, the words, and a way to reach the patient."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from agents.wording import Catalog
from clinic.clock import Clock
from clinic.models import Assurance, Value
from clinic.settings import ClinicSettings
from graph.requests.draft import Draft
from tools.ehr.client import Ehr
from tools.ehr.session import EhrSession

Told = Literal["conversation", "outbox", ""]


class Notice(Value):
    """Something for the patient to read. `brief` says no more than may stand in a text message."""

    key: str
    """What makes it happen once."""
    request_id: str
    text: str
    brief: str
    asks: bool = False
    """An answer is waited for."""
    level: Assurance = Assurance.ANONYMOUS
    """How well a conversation has to know the patient for `text`; never less than the request's did."""


class Patients(Protocol):
    """Reaches the patient of a request: in the open conversation, else by the outbox."""

    async def tell(self, draft: Draft, notice: Notice) -> Told:
        """Says it once for its key. "" where there is no way to reach them."""
        ...


@dataclass(frozen=True)
class RequestServices:
    """The outside world of a request's run."""

    settings: ClinicSettings
    ehr: Ehr
    catalog: Catalog
    clock: Clock
    patients: Patients
    prescriptions_waiting: Callable[[Draft], Awaitable[frozenset[str]]]
    """Ids of the prescriptions for which another request of this patient waits."""


def staff_session(draft: Draft) -> EhrSession:
    """Who the EHR tools are called for when the clinic acts on a request."""
    return EhrSession(
        conversation_id=draft.conversation_id or draft.id, role="staff", patient_id=draft.patient_id or None
    )
