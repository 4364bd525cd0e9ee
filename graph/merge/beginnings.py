"""Tasks begun because the patient names them, or means them without a name, and the one in hand given up."""

from agents.tasks import Task
from agents.understanding.commands import Deny, SetSlot, SmallTalk, TaskKind
from graph.in_context import answers_the_prompt
from graph.merge.draft import Draft
from graph.merge.same_visit import turn_into

IMPLIES_BOOKING = frozenset({"visit_type", "reason", "clinician", "date"})
"""Told without a task, these mean that a visit is wanted ("Dr. Osei on Tuesday?")."""
IMPLIES_UPDATE = frozenset({"insurance", "pharmacy"})
"""Told without a task, these are for staff to put on record ("my insurance is Aetna")."""


def begin(kind: TaskKind, draft: Draft) -> None:
    """A task that is named; named twice in one message, it is wanted twice ("one for me and one for my son")."""
    if answers_the_prompt(kind, draft.commands, draft.prompt, draft.stack.current()):
        return
    if turn_into(kind, draft):
        return
    if mine := own_booking(kind, draft):
        one_more(mine, draft)
    else:
        draft.started.append(draft.stack.start(kind, another=bool(draft.started)))


def own_booking(kind: TaskKind, draft: Draft) -> Task | None:
    """The speaker's own booking in hand, where the line wants another one for somebody else."""
    mine = draft.stack.current()
    for_another = any(isinstance(each, SetSlot) and each.slot == "person" for each in draft.commands)
    is_mine = mine and mine.kind == "book" and not mine.slot("person") and not draft.identity.person
    told = bool(mine and (mine.slots or draft.identity.patient))
    return mine if kind == "book" and for_another and is_mine and told and not draft.started else None


def one_more(mine: Task, draft: Draft) -> None:
    """ "And one for my son": a booking of the same kind, taken up when the one in hand is done."""
    theirs = draft.stack.start("book", another=True)
    if kind_of_visit := mine.slot("visit_type"):
        theirs = theirs.with_slot("visit_type", kind_of_visit)
        draft.stack.replace(theirs)
    draft.started += [mine, theirs]


def begin_implied(slot: str, draft: Draft) -> Task | None:
    """The task that is meant by a value told without one; None when it means none."""
    polite = any(isinstance(command, SmallTalk | Deny) for command in draft.commands)
    if slot in IMPLIES_BOOKING and not polite:
        return draft.stack.start("book")
    if slot in IMPLIES_UPDATE:
        return draft.stack.start("update_contact")
    return None


def give_up(draft: Draft) -> None:
    """Give up the task in hand; with none, "cancel it" means the visit that was just made."""
    draft.progressed = True
    last_visit = draft.state.get("last_visit")
    if draft.stack.tasks:
        draft.stack.drop()
        draft.remarks.append("dropped")
    elif last_visit:
        task = draft.stack.start("cancel_appointment")
        draft.stack.replace(task.with_slot("appointment", last_visit))
    elif not draft.stack.begun:
        draft.stack.start("cancel_appointment")  # "cancel", as the first thing said
    else:
        draft.remarks.append("nothing_else")


def start_over(draft: Draft) -> None:
    """From the beginning; asked first where something was told that would have to be told again."""
    tasks = draft.stack.tasks
    if len(tasks) > 1 or any(task.slots for task in tasks):
        draft.remarks.append("start_over")
    else:
        begin_anew(draft)


def begin_anew(draft: Draft) -> None:
    """Drop everything but who the patient is."""
    draft.stack.drop_all()
    draft.remarks.append("started_over")
