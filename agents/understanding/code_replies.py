"""Replies to the question for a one-time code that hold none: send it again, or it cannot be got."""

from agents.understanding.acts import says
from agents.understanding.commands import Command, Deny, OtherOptions
from agents.understanding.line import Line


def read_without_code(line: Line) -> Command | None:
    """OtherOptions for "send me a new one", Deny for "this is a landline"; None for any other line."""
    if any(char.isdigit() for char in line.digits.text):
        return None
    if says("code_again", line.folded, line.locale):
        return OtherOptions()
    return Deny() if says("code_missing", line.folded, line.locale) else None
