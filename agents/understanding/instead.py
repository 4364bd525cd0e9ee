"""Something else instead of what is under way: "I'd like to book a follow-up instead", "forget the refill, …"."""

from collections.abc import Callable

from agents.understanding.commands import CancelTask, Command, SetSlot, SmallTalk, StartTask, Unclear
from agents.understanding.line import Line
from agents.understanding.words import phrase

CHANGES = frozenset({"cancel_appointment", "reschedule"})
VISITS = frozenset({"book", "reschedule", "cancel_appointment", "confirm_appointment", "appointment_info"})
ReadAfresh = Callable[[str], list[Command]]
"""Reads a text as if nothing were under way."""


def something_else(line: Line, active_task: str, read_afresh: ReadAfresh) -> list[Command] | None:
    """What is wished for instead, with the task in hand given up first; None where it only changes that task.

    Another time or clinician instead, in the middle of a booking or a move, is such a change. Moving the visit instead
    of cancelling it, or the other way round, is about the same visit: that task is not given up (graph/merge).
    """
    marked = phrase("instead.marks", line.locale)
    if not marked.search(line.folded):
        return None
    kept, at = "", 0
    for found in marked.finditer(line.folded):
        kept, at = kept + line.text[at : found.start()], found.end()
    kept += line.text[at:]
    wished: list[Command] = [
        each for each in read_afresh(kept.strip(" ,.;")) if not isinstance(each, Unclear | SmallTalk)
    ]
    tasks = [each.task for each in wished if isinstance(each, StartTask)]
    if not tasks or active_task in tasks:
        return None
    told = {each.slot for each in wished if isinstance(each, SetSlot)}
    if active_task == "cancel_appointment" and tasks == ["book"] and told and told <= {"date", "time"}:
        return [StartTask(task="reschedule"), *(each for each in wished if isinstance(each, SetSlot))]
    if {active_task, tasks[0]} <= CHANGES:
        return wished
    if (
        active_task in VISITS
        and tasks[0] in VISITS
        and (active_task, tasks[0]) != ("cancel_appointment", "book")
    ):
        return None
    return [CancelTask(), *wished]
