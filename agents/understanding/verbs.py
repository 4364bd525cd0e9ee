"""A yes that names what is to be done: "yes, move it", "resérvela"."""

import re

from agents.understanding.context import TurnContext
from agents.understanding.line import Line
from agents.understanding.words import phrase

_DOES = {
    "reschedule": r"move|change|switch|reschedule|book|confirm|cambi|muev|mov|pas|reprogram|haga|hag|confirm",
    "cancel_appointment": r"cancel|delete|drop|remove|elimin|borr|quit|anul",
}
_BOOKS = r"book|schedule|reserve|make|confirm|reserv|agend|haga|hag"


def says_the_verb(turn: TurnContext, line: Line) -> bool:
    """A yes with the verb of the task in hand: "yes, move it" while moving, "yes, book it" while booking."""
    match = phrase("closed.does_it", line.locale).fullmatch(line.folded)
    verbs = _DOES.get(turn.active_task or "", _BOOKS)
    return match is not None and re.fullmatch(verbs, match["verb"]) is not None
