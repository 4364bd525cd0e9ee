"""The conversation graph and what runs it: the supervisor, the checkpointer, turns."""

from graph.conversations import Conversations, open_conversations
from graph.listen import UnknownOption
from graph.turns import Citation, HandedOver, InboundTurn, Option, Outgoing, TurnOutcome

__all__ = [
    "Citation",
    "Conversations",
    "HandedOver",
    "InboundTurn",
    "Option",
    "Outgoing",
    "TurnOutcome",
    "UnknownOption",
    "open_conversations",
]
