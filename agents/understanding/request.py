"""A wish that a line holds, with the values that belong to it."""

from dataclasses import dataclass

from agents.understanding.slots import Said


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that the patient wants. `label` is a task, an act, or "" for values alone."""

    start: int
    label: str
    confidence: float
    text: str
    said: tuple[Said, ...] = ()
    starts: bool = True
    """False when the task is the one under way already."""
