"""What understanding is given, what it gives back, and the interface between the two."""

from typing import Literal, Protocol

from pydantic import AwareDatetime

from agents.understanding.commands import Command
from clinic.models import Value


class Expectation(Value):
    """What the last prompt wants. `options` are the labels shown, in order."""

    kind: Literal["none", "slot", "confirm", "choose"] = "none"
    slot: str | None = None
    options: tuple[str, ...] = ()
    of: Literal["patient", "caller"] = "patient"
    """Whose particulars are asked for: the patient's, or those of who calls for one."""


class Vocabulary(Value):
    """The clinic's own words, as said to patients. Medicines only once the patient is verified."""

    clinicians: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    visit_types: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    synonyms: dict[str, tuple[str, ...]] = {}
    """By visit type (an entry of `visit_types`): other words patients use for it."""


class TurnContext(Value):
    """One patient line with all that is needed to understand it. `now` is in the clinic's zone."""

    utterance: str
    now: AwareDatetime
    previous: str | None = None
    """What the assistant said last."""
    expects: Expectation = Expectation()
    language: Literal["en", "es"] = "en"
    channel: str = "web"
    active_task: str | None = None
    filled: dict[str, str] = {}
    """Slots of the active task that are known."""
    vocabulary: Vocabulary = Vocabulary()


class Interpretation(Value):
    """Commands in the order in which they were said."""

    commands: tuple[Command, ...]
    confidence: float
    by: Literal["local", "llm"]
    ms: float
    model_calls: int = 0
    degraded: bool = False
    """The model was to answer and could not; local answered instead."""
    why: str = ""
    """Why this path answered: "closed turn", "local is sure", "timeout", …; no words of the patient."""
    language: Literal["en", "es"] = "en"
    """The language of the line, as far as one can tell."""


class Understanding(Protocol):
    """Turns a patient's line into typed commands. Never raises for what a patient may say."""

    async def interpret(self, turn: TurnContext) -> Interpretation: ...
