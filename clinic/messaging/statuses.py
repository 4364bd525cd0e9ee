"""The states of a delivery: reports of them come twice and in any order, and a delivery never goes back."""

from typing import Literal

DeliveryState = Literal["waiting", "sending", "sent", "delivered", "failed"]
"""waiting: not given to anybody yet. sending: being given, or given with an unknown outcome. sent: the vendor has it.
delivered and failed are final."""
_RANK: dict[DeliveryState, int] = {"waiting": 0, "sending": 1, "sent": 2, "delivered": 3, "failed": 3}
OF_TWILIO: dict[str, DeliveryState] = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
"""A message's status as Twilio tells it; others say nothing that we know."""


def moves_on(now: DeliveryState, reported: DeliveryState) -> bool:
    """Whether a report is news: of two final ones the first stands."""
    return _RANK[reported] > _RANK[now]
