"""What a conversation asks the library, and what it notes for staff: questions without an answer, contradictions."""

from typing import Literal, Protocol

from pydantic import AwareDatetime

from clinic.models import Value
from knowledge.answering import Answer
from knowledge.search import Asked

Outcome = Literal["answered", "fact", "advice", "unknown"]


class Noted(Value):
    """A question that a patient put, and what became of it. `key` makes a repeated turn note it once."""

    key: str
    conversation_id: str
    question: str
    language: str
    outcome: Outcome
    passage: str = ""
    """Id of the passage that was quoted."""
    contradicts: str = ""
    """Id of an older passage that says something else."""
    at: AwareDatetime


class Knowledge(Protocol):
    """The clinic's library as a turn uses it (server.knowledge has it)."""

    async def answer(self, asked: Asked) -> Answer: ...

    async def note(self, noted: tuple[Noted, ...]) -> None:
        """Keep for staff. It does not raise: a patient's turn does not hang on it."""
        ...
