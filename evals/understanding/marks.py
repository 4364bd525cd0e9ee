"""What a scorer is given (a row and what was understood of it) and what it gives back (marks)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from agents.understanding.commands import (
    AskQuestion,
    Choose,
    Command,
    Emergency,
    SetSlot,
    SmallTalk,
    StartTask,
    SwitchLanguage,
)
from agents.understanding.context import Interpretation, TurnContext

Row = dict[str, Any]
"""One object of a data file, as README.md beside the data describes it."""


class Mark(NamedTuple):
    """One judgement. A metric is the share of its marks with `hit`; `passed` tells whether the line did well.

    The two differ where a hit is bad: a false alarm is a hit of `redflags.false_alarms` that did not pass.
    """

    measure: str
    hit: bool
    passed: bool
    expected: Any
    actual: Any
    why: str
    label: str = ""
    """Row of the confusion table; "" keeps the mark out of it."""
    got: str = ""
    """Column of the confusion table."""


def right(
    measure: str, hit: bool, *, expected: Any, actual: Any, why: str, label: str = "", got: str = ""
) -> Mark:
    """A mark where a hit is what one wants."""
    return Mark(measure, hit, hit, expected, actual, why, label, got)


def wrong(measure: str, hit: bool, *, expected: Any, actual: Any, why: str) -> Mark:
    """A mark where a hit is what one does not want."""
    return Mark(measure, hit, not hit, expected, actual, why)


@dataclass(frozen=True)
class Probe:
    """One line to be read, and how to judge what is understood of it."""

    id: str
    tags: tuple[str, ...]
    turn: TurnContext
    judge: Callable[[Interpretation], Sequence[Mark]]


Judged = tuple[Probe, Mark, Interpretation]
"""A line, one judgement of it, and what was understood."""

Prober = Callable[[Iterable[Row]], Iterable[Probe]]
"""Makes the probes of one kind of data file. Pure: reads nothing but its rows."""


def kinds(understood: Interpretation) -> set[str]:
    return {command.command for command in understood.commands}


def slots(understood: Interpretation) -> dict[str, list[str]]:
    """Values set, by slot, in the order said."""
    found: dict[str, list[str]] = {}
    for command in understood.commands:
        if isinstance(command, SetSlot):
            found.setdefault(command.slot, []).append(command.value)
    return found


def tasks(understood: Interpretation) -> set[str]:
    return {command.task for command in understood.commands if isinstance(command, StartTask)}


def emergencies(understood: Interpretation) -> list[Emergency]:
    return [command for command in understood.commands if isinstance(command, Emergency)]


def told(understood: Interpretation) -> list[str]:
    """Commands as short words for reports: "start_task book", "date=2026-03-04"."""
    return [_told(command) for command in understood.commands]


def _told(command: Command) -> str:
    match command:
        case StartTask(task=task):
            return f"start_task {task}"
        case SetSlot(slot=slot, value=value):
            return f"{slot}={value}"
        case Choose(index=index):
            return f"choose {index}"
        case Emergency(kind=kind, sure=sure):
            return f"emergency {kind}{'' if sure else '?'}"
        case SmallTalk(kind=kind):
            return f"small_talk {kind}"
        case SwitchLanguage(language=language):
            return f"switch_language {language}"
        case AskQuestion():
            return "ask_question"
        case _:
            return command.command
