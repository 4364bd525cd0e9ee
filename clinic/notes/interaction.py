"""A conversation with one patient as structured facts: each comes from a tool's result or from our records."""

from typing import Literal

from pydantic import AwareDatetime

from clinic.models import Assurance, Value

DeedKind = Literal["booked", "moved", "cancelled", "confirmed", "joined_waitlist", "left_waitlist"]


class Deed(Value):
    """Something that was done in the EHR, and told to the patient. What a deed does not have is empty."""

    kind: DeedKind
    patient_id: str
    asked_by: str = ""
    """Who spoke for the patient, where somebody did."""
    assurance: Assurance = Assurance.ANONYMOUS
    """How sure it was who spoke."""
    appointment_id: str = ""
    start: AwareDatetime | None = None
    clinician: str = ""
    site: str = ""
    what: str = ""
    """The kind of visit, as the patient heard it."""


class Passed(Value):
    """What was left for people. `status` is that of the request when the note was written."""

    id: str
    kind: str
    status: str
    urgent: bool = False


class Unfinished(Value):
    """A task in which the patient left. `kind` is its name (book, refill, …)."""

    kind: str


class Interaction(Value):
    """What a note tells of. Times are instants; `channels` in the order in which they were used.

    An addendum (`number` above 1) tells of what came after the note before it alone.
    """

    conversation_id: str
    number: int = 1
    patient_id: str | None
    """EHR id; None where nobody was identified."""
    name: str = ""
    birth_date: str = ""
    """YYYY-MM-DD."""
    asked_by: str = ""
    assurance: Assurance
    channels: tuple[str, ...]
    language: str
    started_at: AwareDatetime
    ended_at: AwareDatetime
    lines: int
    """That the patient said."""
    words: str = ""
    """Their first line."""
    deeds: tuple[Deed, ...] = ()
    passed: tuple[Passed, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    questions: tuple[str, ...] = ()
    """That were put to the clinic's documents, in the patient's words, each with what became of it."""
    emergency_at: AwareDatetime | None = None
    """When emergency words were said."""
    goes_on_in: str = ""
    """Id of the earlier conversation in which this one went on."""
