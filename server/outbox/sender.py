"""What a worker needs of whoever carries text messages, and what may come of handing one over."""

from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from clinic.models import Value


class Accepted(Value):
    """The vendor has it, under this id."""

    provider_id: str


class Rejected(Value):
    """The vendor will never send it. `error`: the vendor's code."""

    error: str
    opted_out: bool = False
    """Because the recipient wants no texts."""


class NotSent(Value):
    """Nothing was sent, and a later try may do better."""

    error: str
    retry_in: timedelta | None = None
    """As the vendor wishes."""


class Unsure(Value):
    """The answer was lost: it may have been sent."""


Outcome: TypeAlias = Accepted | Rejected | NotSent | Unsure


class Sender(Protocol):
    async def send(self, recipient: str, text: str, *, reference: str) -> Outcome:
        """Hand a text over once. `reference` comes back with the reports of how it fares."""
        ...

    async def sent_since(self, recipient: str, text: str, since: datetime) -> list[str] | None:
        """Ids of the messages with these words that the vendor has taken since then; None when it cannot be told."""
        ...
