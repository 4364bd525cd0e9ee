"""A turn as the graph takes it and as it gives it back; what channels and the conversation runner rely on."""

from typing import Literal

from pydantic import AwareDatetime

from clinic.models import Assurance, Value
from clinic.notes import Deed

MessageKind = Literal["say", "ask", "confirm", "choose", "emergency", "notice"]
ConversationStatus = Literal["open", "staff", "closed"]


class StaffQuestion(Value):
    """A question about a request, as the patient got it."""

    request_id: str
    text: str
    kind: str = ""
    """Of the request."""


class StaffAnswer(Value):
    """The patient's answer to it, in their words."""

    request_id: str
    text: str


class InboundTurn(Value):
    """One patient line. `id` makes the turn idempotent: a turn that the state has finished is not run again."""

    id: str
    number: int
    """Counted from 1 within the conversation."""
    conversation_id: str
    channel: Literal["web", "voice", "sms", "terminal"] = "web"
    text: str = ""
    option_id: str | None = None
    at: AwareDatetime
    arrives_from: str | None = None
    """Nothing was said: that conversation of the same patient goes on in this one."""
    question: StaffQuestion | None = None
    """That staff put to this patient and that is not answered yet."""
    heard: str | None = None
    """Of what the last turn said, as much as the caller heard before they spoke; None: all of it."""


class Option(Value):
    id: str
    label: str


class Citation(Value):
    title: str
    source: str
    quote: str


class Outgoing(Value):
    """One message to the patient, rendered for the channel and language."""

    kind: MessageKind
    text: str
    options: tuple[Option, ...] = ()
    citations: tuple[Citation, ...] = ()
    spoken: str = ""
    """The same for a voice, on the phone: numbers in words, options counted. Empty on other channels."""
    language: str = ""
    """Of `spoken`."""


class HandedOver(Value):
    """Something a person has to do. `id` is derived from the conversation and its cause, so that it is made once."""

    id: str
    kind: str
    """unclear_identity, out_of_policy, urgent_callback, message_care_team, refill, referral, …"""
    urgent: bool = False
    summary: dict[str, str | list[str] | None]
    """Who, what, why (the rule that sent it here), the patient's words; plain JSON."""


class TurnOutcome(Value):
    """What a finished turn said and changed, kept in the state until the next turn, so that a crash loses nothing."""

    turn_id: str
    number: int
    messages: tuple[Outgoing, ...]
    status: ConversationStatus
    active_task: str | None = None
    waiting_for: str | None = None
    handed_over: tuple[HandedOver, ...] = ()
    """New in this turn."""
    joins: str | None = None
    """Id of the patient's earlier conversation in which this one goes on."""
    answers: tuple[StaffAnswer, ...] = ()
    """To questions of staff, given in this turn."""
    transfer: bool = False
    """On the phone: the caller is to be put through to a person, who is there to answer."""
    deeds: tuple[Deed, ...] = ()
    """What this turn did in the EHR."""
    language: str = "en"
    model_calls: int = 0
    understood_by: str = ""
    understood_why: str = ""
    """Why that path answered, and not the other."""
    degraded: bool = False
    patient_id: str | None = None
    assurance: Assurance = Assurance.ANONYMOUS
    """How sure it is that the patient is who speaks."""
    commands: tuple[str, ...] = ()
    """Kinds of the commands understood, for the audit; no values."""
