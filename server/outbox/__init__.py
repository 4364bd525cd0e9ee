"""Delivering the outbox: a worker with the rules of text messages, over whoever carries them."""

from server.outbox.delivering import DeliveryWorker, delivered_regularly
from server.outbox.sender import Accepted, NotSent, Outcome, Rejected, Sender, Unsure

__all__ = [
    "Accepted",
    "DeliveryWorker",
    "NotSent",
    "Outcome",
    "Rejected",
    "Sender",
    "Unsure",
    "delivered_regularly",
]
