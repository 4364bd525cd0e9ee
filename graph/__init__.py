"""The conversation graph and what runs it: the supervisor, the checkpointer, turns."""

from graph.conversations import Conversations, open_conversations, open_conversations_with
from graph.listen import UnknownOption
from graph.office import Office, open_office
from graph.turns import Citation, HandedOver, InboundTurn, Option, Outgoing, TurnOutcome

__all__ = [
    "Citation",
    "Conversations",
    "HandedOver",
    "InboundTurn",
    "Office",
    "Option",
    "Outgoing",
    "TurnOutcome",
    "UnknownOption",
    "open_conversations",
    "open_conversations_with",
    "open_office",
]
