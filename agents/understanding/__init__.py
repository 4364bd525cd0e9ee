"""From a patient's words to typed commands."""

from agents.understanding.context import Expectation, Interpretation, TurnContext, Understanding, Vocabulary
from agents.understanding.local import LocalUnderstanding

__all__ = [
    "Expectation",
    "Interpretation",
    "LocalUnderstanding",
    "TurnContext",
    "Understanding",
    "Vocabulary",
]
