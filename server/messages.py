"""Messages and turns as the patient API shows them (docs: HTTP API)."""

from typing import Literal

from pydantic import AwareDatetime

from clinic.models import Value
from graph.turns import Citation, ConversationStatus, MessageKind, Option

Role = Literal["assistant", "patient", "staff"]


class Message(Value):
    """One line of a conversation. `seq` counts from 1 within the conversation, over all roles."""

    seq: int
    role: Role
    text: str
    options: tuple[Option, ...] = ()
    citations: tuple[Citation, ...] = ()
    kind: MessageKind = "say"
    at: AwareDatetime


class RequestReference(Value):
    """A request that the turn left for a person."""

    id: str
    kind: str
    status: str


class Turn(Value):
    """What a patient's message led to. `turn` counts the patient's messages from 1."""

    turn: int
    messages: tuple[Message, ...]
    status: ConversationStatus
    active_task: str | None
    waiting_for: str | None
    requests: tuple[RequestReference, ...]
    joined: str | None = None
    """Id of the patient's earlier conversation in which this one goes on from here (POST …/continue)."""
