"""What turns down a read-back without a plain no: a day that does not suit, a fact that has changed, later."""

import re

from agents.understanding.acts import says
from agents.understanding.commands import Affirm, Command, Deny, SmallTalk
from agents.understanding.context import TurnContext
from agents.understanding.line import Line
from agents.understanding.parsing.dates import find_dates
from agents.understanding.parsing.text import Found, fold
from agents.understanding.parsing.times import find_times
from agents.understanding.words import phrase


def gives_up(line: Line) -> bool:
    """Whether the line ends in giving up ("no, those don't work either, forget it")."""
    tail = re.split(r"[,.;!]\s+", line.folded.strip(" .!"))[-1]
    return bool(phrase("closed.gives_up", line.locale).fullmatch(tail))


def not_now(line: Line) -> bool:
    """ "Later", "let me ask my husband first", "change it": no yes, and no value to change either."""
    return bool(phrase("closed.not_now", line.locale).match(line.folded)) and not (line.dates or line.times)


def parting(line: Line) -> list[Command] | None:
    """ "Ok bye now": the ok opens the farewell and agrees to nothing."""
    opened = phrase("refusals.ok_farewell", line.locale).match(line.folded)
    if opened and says("goodbye", line.folded[opened.end() :], line.locale):
        return [SmallTalk(kind="goodbye")]
    return None


def declines(turn: TurnContext, line: Line) -> list[Command] | None:
    """ "Thanks, no" to times on offer: none of them, and no others like them either."""
    return [Deny(), SmallTalk(kind="thanks")] if turn.expects.slot == "offer" and is_no_thanks(line) else None


def is_no_thanks(line: Line) -> bool:
    """ "No, thank you", "gracias, pero no"."""
    return phrase("refusals.no_thanks", line.locale).fullmatch(line.folded) is not None


def turned_down(turn: TurnContext, line: Line) -> list[Command] | None:
    """What the line says to a read-back in these ways; None where it says anything else."""
    if turn.active_task == "cancel_appointment" and _is("keeps_it", line):
        return [Deny()]
    if _is("rather_not", line) or _does_not_suit(turn, line):
        return [Deny()]
    if phrase("refusals.still_so", turn.language).search(fold(turn.previous or "")):
        if _is("changed", line):
            return [Deny()]
        if _is("unchanged", line):
            return [Affirm()]
    return None


def _is(purpose: str, line: Line) -> bool:
    return phrase(f"refusals.{purpose}", line.locale).fullmatch(line.folded.strip(" ,.!¡-")) is not None


def _does_not_suit(turn: TurnContext, line: Line) -> bool:
    """ "I can't do Tuesday", of the day that was read back: a no, and no wish for the days around it."""
    dates = [one for one in line.all_dates if one.value]
    times = find_times(line.text, line.locale, line.rest, dated=True)
    today, previous = turn.now.date(), turn.previous or ""
    days = {one.value for one in find_dates(previous, today, turn.language)}
    hours = {one.value[:5] for one in find_times(previous, turn.language)}
    if any(one.value not in days for one in dates) or any(one.value[:5] not in hours for one in times):
        return False
    said = _named(line.folded, [*dates, *times]).strip(" ,.!¡-")
    return phrase("refusals.does_not_suit", line.locale).fullmatch(said) is not None


def _named(folded: str, found: list[Found]) -> str:
    """The line with "then" for each day and time, so that one pattern fits however they were said."""
    for one in sorted(found, key=lambda f: f.start, reverse=True):
        folded = f"{folded[: one.start]} then {folded[one.end :]}"
    return re.sub(r"\s+", " ", folded)
