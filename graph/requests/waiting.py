"""What a person needs to decide in seconds: the payload of the interrupt, and all that a console shows."""

from pydantic import AwareDatetime

from clinic.models import Value
from graph.requests.draft import Draft


class Fact(Value):
    """One thing the record says. `on` is an ISO date, "" where it has none."""

    label: str
    value: str
    on: str = ""
    flagged: bool = False
    """It speaks against doing what is proposed."""


class Reason(Value):
    """Why something is recommended. `rule` names the rule for programs; `text` is for people, in English."""

    rule: str
    text: str
    source: str = ""


class Recommendation(Value):
    """What the clinic's rules make of it. Never an approval: `what` is approve, review, see_first, urgent or reject."""

    what: str
    reasons: tuple[Reason, ...] = ()
    clinician_only: bool = False


class Proposal(Value):
    """What an approval does. `fields` may be edited by name; None of them means that there is nothing to write."""

    action: str = ""
    """order_refill, order_referral, … or "" where people do it themselves."""
    fields: dict[str, str] = {}
    editable: tuple[str, ...] = ()


class Exchange(Value):
    """A question that staff had for the patient, and the answer once there is one."""

    question: str
    asked_at: AwareDatetime
    answer: str = ""
    answered_at: AwareDatetime | None = None


class Checked(Value):
    """What a look at the record brought."""

    facts: tuple[Fact, ...] = ()
    recommendation: Recommendation | None = None
    proposal: Proposal = Proposal()
    suggested_reply: str = ""
    """To the patient, in their language, if the proposal is approved as it stands."""


class Waiting(Value):
    """A request before staff."""

    request: Draft
    checked: Checked
    exchanges: tuple[Exchange, ...] = ()
    trouble: str = ""
    """Why an approval could not be carried out."""
    assigned_to: str = ""

    @property
    def is_asking(self) -> bool:
        """Whether it waits for the patient's answer."""
        return bool(self.exchanges) and self.exchanges[-1].answered_at is None
