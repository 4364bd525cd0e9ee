"""Turn contexts as the service would have them when the line of a row comes in."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from agents.understanding.context import Expectation, TurnContext, Vocabulary

ZONE = ZoneInfo("America/New_York")
"""Of the clinic in whose day the lines are said. Only the local date and time matter to what is understood."""

MONDAY = "2026-03-02T09:00:00"
"""For data without a reference date."""

NOTHING = Expectation()
YES_OR_NO = Expectation(kind="confirm")


def asked_for(slot: str) -> Expectation:
    return Expectation(kind="slot", slot=slot)


def turn(
    text: str,
    *,
    at: str = MONDAY,
    lang: str = "en",
    previous: str | None = None,
    expects: Expectation = NOTHING,
    task: str | None = None,
    vocabulary: Vocabulary | None = None,
) -> TurnContext:
    """`at` is ISO, local to the clinic; any other language than Spanish is read as English, as the service would."""
    locale: Literal["en", "es"] = "es" if lang == "es" else "en"
    return TurnContext(
        utterance=text,
        now=datetime.fromisoformat(at).replace(tzinfo=ZONE),
        previous=previous,
        expects=expects,
        language=locale,
        active_task=task,
        vocabulary=vocabulary or Vocabulary(),
    )
