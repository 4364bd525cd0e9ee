"""What understanding might have said, for tests of those who judge it."""

from collections.abc import Callable

from agents.understanding.commands import Command
from agents.understanding.context import Interpretation, TurnContext
from evals.understanding.marks import Mark


def understood(*commands: Command, confidence: float = 0.9) -> Interpretation:
    return Interpretation(commands=commands, confidence=confidence, by="local", ms=1.0)


def hits(marks: list[Mark]) -> dict[str, bool]:
    """By measure, whether the line is a hit."""
    return {mark.measure: mark.hit for mark in marks}


class Answers:
    """Understanding that says what a test wants it to say."""

    def __init__(self, answer: Callable[[TurnContext], Interpretation]) -> None:
        self._answer = answer

    async def interpret(self, turn: TurnContext) -> Interpretation:
        return self._answer(turn)
