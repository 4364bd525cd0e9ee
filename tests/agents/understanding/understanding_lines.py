"""A clinic's words and a pinned now, and lines said to them, for the tests of understanding."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agents.understanding import Expectation, Interpretation, TurnContext, Vocabulary

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("America/New_York"))
"""A Monday."""
VOCABULARY = Vocabulary(
    clinicians=("Dr. Ama Osei", "Dr. Chidi Okafor", "Dr. Mei Chen", "Dr. Ana López", "Sam Reyes, NP"),
    sites=("Main Street Clinic", "Riverside Clinic"),
    visit_types=("Annual physical", "Sick visit", "Follow-up visit", "Vaccination", "New patient visit"),
    synonyms={"Annual physical": ("checkup", "physical", "chequeo")},
)
OPTIONS = (
    "Tue, Mar 3, 9:20 AM with Dr. Ama Osei at Main Street Clinic",
    "Thu, Mar 5, 2:00 PM with Dr. Mei Chen at Riverside Clinic",
    "Thu, Mar 5, 3:30 PM with Dr. Ama Osei at Main Street Clinic",
)
READ_BACK = "So that is Tue, Mar 3, 9:20 AM with Dr. Ama Osei at Main Street Clinic. Shall I book it?"


def turn(text: str, kind: str = "none", slot: str | None = None, **more: object) -> TurnContext:
    """A line said to the clinic above; `kind` and `slot` are what the last prompt expects."""
    options = OPTIONS if kind == "choose" else ()
    values: dict[str, object] = {"now": NOW, "vocabulary": VOCABULARY, **more}
    expects = Expectation.model_validate({"kind": kind, "slot": slot, "options": options})
    return TurnContext.model_validate({"utterance": text, "expects": expects, **values})


def told(interpretation: Interpretation) -> list[str]:
    """Commands as short strings: "set_slot date 2026-03-05"."""
    return [
        " ".join(str(value) for value in command.model_dump().values() if value != "")
        for command in interpretation.commands
    ]
