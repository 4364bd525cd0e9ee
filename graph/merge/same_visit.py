"""The same visit, another end: moved rather than cancelled, or cancelled rather than moved."""

from agents.scheduling.slots import matching
from agents.tasks import Task
from agents.understanding.commands import SetSlot, StartTask, TaskKind
from graph.merge.draft import Draft

ENDS: frozenset[TaskKind] = frozenset({"cancel_appointment", "reschedule"})


def turn_into(kind: TaskKind, draft: Draft) -> bool:
    """ "Can I move it instead?" at the read-back of a cancellation: nothing is cancelled, that visit is moved.

    False where a second visit is meant: one that has been named, or several wishes in the line.
    """
    task = draft.stack.current()
    if not task or {task.kind, kind} != ENDS or not task.appointments or draft.started:
        return False
    begun = [each for each in draft.commands if isinstance(each, StartTask)]
    names = {"appointment_date"} if kind == "reschedule" else {"appointment_date", "date", "clinician"}
    if len(begun) > 1 or any(isinstance(each, SetSlot) and each.slot in names for each in draft.commands):
        return False
    draft.stack.replace(turned(task, kind))
    draft.stack.taken_up = task.id
    draft.remarks.append("other_end")
    return True


def turned(task: Task, kind: TaskKind) -> Task:
    """The task with its visit and nothing of what was to become of it."""
    visits = task.appointments or ()
    visit = task.appointment() or (visits[0] if len(visits) == 1 else None)
    named = {"date": "appointment_date", "appointment_date": "date"}
    kept = {named[name]: value for name, value in task.slots.items() if name in named and kind != task.kind}
    slots = {"appointment": visit.id} if visit else kept
    return task.model_copy(update={"kind": kind, "slots": slots, "offers": (), "relaxed": ()})


def wants_another_time(told: SetSlot, task: Task, draft: Draft) -> bool:
    """A day or time told at the read-back of a cancellation, when the patient has no visit: it is to be moved there."""
    asked = draft.prompt is not None and draft.prompt.kind == "confirm"
    if task.kind != "cancel_appointment" or not asked or told.slot not in ("date", "time"):
        return False
    if not task.appointments or told.value == "any":
        return False
    if told.slot == "time":
        zone = draft.settings.zone
        return all(f"{each.start.astimezone(zone):%H:%M}" != told.value[:5] for each in task.appointments)
    as_named = task.model_copy(update={"slots": {"date": told.value}})
    return not matching(as_named, draft.settings)
