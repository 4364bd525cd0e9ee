"""Replies where nothing was asked: a bare yes, no or thanks, and a place in the list just told."""

from agents.understanding.acts import mentions, small_talk
from agents.understanding.commands import Affirm, Choose, Command, Deny, SmallTalk
from agents.understanding.line import Line
from agents.understanding.parsing.choices import by_position
from agents.understanding.parsing.text import fold
from agents.understanding.parsing.yes_no import read_yes_no
from agents.understanding.refusals import parting
from agents.understanding.words import phrase


def read_unasked(line: Line) -> list[Command] | None:
    """A bare yes, no or thanks where nothing was asked ("nah I'm good", "awesome ty"); None for any other line."""
    if leaves := parting(line):
        return leaves
    answer = read_yes_no(line.text, line.locale)
    rest = fold(answer.rest) if answer else ""
    if (
        phrase("closed.position", line.locale).fullmatch(line.folded)
        and (at := told_position(line)) is not None
    ):
        return [Choose(index=at)]
    if answer is None or (rest and not small_talk(rest, line.locale)):
        return None
    if answer.kind == "no":
        return (
            [SmallTalk(kind="goodbye")] if phrase("refusals.farewell", line.locale).search(rest) else [Deny()]
        )
    return [SmallTalk(kind="thanks")] if mentions("thanks", line.folded, line.locale) else [Affirm()]


def told_position(line: Line) -> int | None:
    """The place in a list just told ("the second one", "cancel the last one"); -1 is the last."""
    if line.dates or line.times or len(line.text.split()) > _LONGEST_PICK:
        return None
    at = by_position(line.text, line.locale, _MOST)
    return -1 if at == _MOST - 1 else at


_MOST = 9
"""More visits are never told at once."""
_LONGEST_PICK = 8
"""Words of a line that may be no more than a pick."""
