"""Values told: to whom or what each belongs, the patient, another person's task, or the task in hand."""

from agents.intake.slots import IDENTITY_SLOTS, with_told
from agents.tasks import EITHER, OR, Task
from agents.understanding.commands import SetSlot, StartTask
from graph.for_whom import of_the_patient
from graph.in_context import corrected_birthday, slots_told
from graph.merge.beginnings import begin_implied
from graph.merge.draft import Draft
from graph.merge.same_visit import turned, wants_another_time
from graph.vocabulary import settled

FOR_REACHING = frozenset({"phone", "email"})
"""Told by a patient who is known, these are for the task (a change of contact data)."""


def tell(told: SetSlot, draft: Draft) -> None:
    """Put a value where it belongs."""
    slot, value = told.slot, told.value
    if is_of_another_person(slot, draft):
        draft.stack.replace(draft.stack.tasks[-1].with_slot(slot, value))
    elif slot in IDENTITY_SLOTS and not (slot in FOR_REACHING and draft.identity.patient):
        draft.told[slot] = value
    elif birthday := birthday_of(told, draft):
        draft.told["birth_date"] = birthday
    elif question := question_again(slot, draft):
        draft.questions.append(question)
    else:
        tell_task(told, draft)


def tell_identity(draft: Draft) -> None:
    """The particulars told in this turn, all at once, to whomever they are of."""
    told, task = draft.told, draft.stack.current()
    if task and told:
        in_hand = draft.state.get("acting_for") is not None
        theirs = of_the_patient(told, task, draft.now.astimezone(draft.settings.zone).date(), in_hand=in_hand)
        told = {name: value for name, value in told.items() if name not in theirs}
        for name, value in theirs.items():
            task = task.with_slot(name, value) if value else task
        draft.stack.replace(task)
    if told:
        draft.identify(with_told(draft.identity, told))


def is_of_another_person(slot: str, draft: Draft) -> bool:
    """ "One for me and one for my son Leo": what follows the second task is about whom that task is for."""
    if slot not in IDENTITY_SLOTS or not draft.stack.tasks:
        return False
    begun = [command for command in draft.commands if isinstance(command, StartTask)]
    second = max(len(begun), len(draft.started)) > 1 or draft.identity.patient is not None
    own_task = draft.stack.tasks[-1]
    return (
        second
        and own_task.id == draft.stack.taken_up
        and (slot == "person" or own_task.slot("person") is not None)
    )


def birthday_of(told: SetSlot, draft: Draft) -> str | None:
    """The birthday (YYYY-MM-DD) that a day means while the particulars are read back."""
    if told.slot != "date":
        return None
    return corrected_birthday(told.value, draft.line, draft.prompt, draft.identity)


def question_again(slot: str, draft: Draft) -> str | None:
    """ "And on Friday?" after a question about the clinic asks the same of another day."""
    before = draft.state.get("last_question")
    if draft.stack.current() or slot != "date" or not before or len(draft.commands) > 1:
        return None
    return draft.line  # agents.answers knows what it goes on from


def tell_task(told: SetSlot, draft: Draft) -> None:
    """A wish for the task that this turn is about, or for the one that it implies."""
    task = draft.stack.current() or begin_implied(told.slot, draft)
    known = settled(told.slot, told.value, draft.settings, draft.directory)
    if task is None or known is None or was_then(told, draft):
        return
    if told.slot == "visit_type" and task.slot("visit_type") and "reason" in slots_told(draft.commands):
        return  # read from the complaint: no reason to drop the kind of visit that was asked for
    if wants_another_time(told, task, draft):
        task = turned(task, "reschedule")
        draft.stack.replace(task)
        draft.remarks.append("other_end")
    changed = task.with_slot(told.slot, any_of_both(told, known, task))
    draft.changed_search |= changed != task
    draft.stack.replace(changed)


def was_then(told: SetSlot, draft: Draft) -> bool:
    """ "I fainted last week and want to be seen": a day gone by that nobody asked for is when it happened."""
    today = draft.now.astimezone(draft.settings.zone).date().isoformat()
    asked = draft.prompt is not None and draft.prompt.slot in ("date", "offer")
    return told.slot == "date" and not asked and told.value != "any" and told.value[-10:] < today


def any_of_both(told: SetSlot, known: str, task: Task) -> str:
    """ "Tuesday or Thursday": the value joins the one told before; otherwise it takes that one's place."""
    before = task.slot(told.slot)
    either = told.joined == "or" and told.slot in EITHER and before not in (None, "any", known)
    return f"{before}{OR}{known}" if either else known
