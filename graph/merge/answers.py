"""Answers to the open question: an option chosen, a bare yes or no, a wish for other options."""

from agents.prompts import PromptOption
from agents.scheduling.offering import next_page
from agents.tasks import SCHEDULING_TASKS
from agents.understanding.commands import TaskKind
from clinic.insurance import SELF_PAY
from graph.merge.beginnings import begin_anew, give_up
from graph.merge.draft import Draft
from graph.merge.places import choose_told_visit

HAS_NONE: dict[str, dict[str, object]] = {"phone": {"no_phone": True}, "code": {"code_wish": "none"}}
"""What a no to the question for it means."""
TASKS_TO_PICK: dict[str, TaskKind] = {
    "book": "book",
    "reschedule": "reschedule",
    "cancel_appointment": "cancel_appointment",
}
"""What reception's options begin; any other is for a person."""


def choose(index: int, draft: Draft) -> None:
    """The option at that place; where none were shown, the visit at that place of those told before."""
    options = draft.prompt.options if draft.prompt else ()
    if 0 <= index < len(options):
        pick(options[index], draft)
    elif not options:
        choose_told_visit(index, draft)


def answer(draft: Draft, *, yes: bool) -> None:
    """A bare yes or no. It counts for what was asked, unless the same line changed something."""
    prompt = draft.prompt
    if prompt and prompt.slot in HAS_NONE and prompt.owner == "identity" and not yes:
        fill_identity(HAS_NONE[prompt.slot], draft)
    elif prompt and (prompt.owner, prompt.slot) == ("task", "insurance") and not yes:
        without_insurance(draft)
    elif prompt and prompt.slot == "resume" and not yes:
        pick(prompt.options[-1], draft)
    elif prompt and prompt.key == "scheduling.ask_change" and not yes and not draft.changed_search:
        give_up(draft)
    elif prompt and prompt.slot == "offer" and not yes and "thanks" in draft.remarks:
        decline(draft)
    elif prompt is None or prompt.kind == "slot":
        answer_to_nothing(draft, yes=yes)
    elif draft.changed_search or prompt.owner == "emergency" or is_somebody_else(draft):
        return
    elif prompt.kind == "confirm":
        pick(prompt.options[0 if yes else 1], draft)
    elif yes and len(prompt.options) == 1:
        pick(prompt.options[0], draft)
    elif len(draft.commands) == 1:
        answer_to_a_choice(draft, yes=yes)


def decline(draft: Draft) -> None:
    """ "No, thanks" to times on offer: no others like them, but what would suit better is asked."""
    draft.remarks.remove("thanks")
    task = draft.stack.current()
    if task and not draft.changed_search:
        draft.stack.replace(task.with_slot("confirmed", "no"))


def is_somebody_else(draft: Draft) -> bool:
    """ "Yes, I am Grace" at the read-back for Robert: whom it was read to is taken back, and the yes is nobody's."""
    asked = (draft.state.get("identity") or {}).get("patient")
    return bool(draft.prompt and draft.prompt.owner == "task" and asked and draft.identity.patient is None)


def without_insurance(draft: Draft) -> None:
    """ "I have none", "I pay myself": an answer to the question for the plan."""
    if task := draft.stack.current():
        draft.progressed = True
        draft.stack.replace(task.with_slot("insurance", SELF_PAY))


def answer_to_nothing(draft: Draft, *, yes: bool) -> None:
    """A yes or no to no question is a greeting or a goodbye, where nothing else goes on."""
    if not draft.state.get("tasks") and not draft.moved_on and not draft.questions:
        draft.remarks.append("hello" if yes else "nothing_else")


def answer_to_a_choice(draft: Draft, *, yes: bool) -> None:
    """A yes to several options picks none; a no asks for others."""
    if yes:
        draft.remarks.append("which_one")
    else:
        other_options(draft)


def other_options(draft: Draft) -> None:
    """Other times than those offered, or another code than the one that was sent."""
    if draft.prompt and draft.prompt.slot == "code":
        fill_identity({"code_wish": "again"}, draft)
        return
    task = draft.stack.current()
    if task and task.kind in SCHEDULING_TASKS and task.offers and not draft.changed_search:
        draft.stack.replace(next_page(task))


def pick(option: PromptOption, draft: Draft) -> None:
    """An option fills the slot that it is for, of whoever asked."""
    draft.progressed = True
    owner = draft.prompt.owner if draft.prompt else "task"
    if owner == "identity":
        fill_identity({option.slot: option.value}, draft)
    elif owner == "reception":
        pick_at_reception(option, draft)
    elif owner == "task" and (task := draft.stack.current()):
        for slot, value in {option.slot: option.value, **option.also}.items():
            task = task.with_slot(slot, value)
        draft.stack.replace(task)


def pick_at_reception(option: PromptOption, draft: Draft) -> None:
    """Something to begin, to go on with, or to pass on to staff; any other option wants nothing."""
    match option.slot:
        case "task" if option.value in TASKS_TO_PICK:
            draft.stack.start(TASKS_TO_PICK[option.value])
        case "task":
            draft.remarks.append("person")
        case "resume":
            go_on_with(option.value, draft)
        case "pass_on":
            task = draft.stack.start("message_care_team")
            draft.stack.replace(task.with_slot("reason", option.value))
        case "start_over" if option.value == "yes":
            begin_anew(draft)
        case "earlier" if option.value != "no":
            draft.joins = option.value
        case "start_over" | "earlier":
            return  # the task in hand puts its question
        case _:
            draft.remarks.append("nothing_else")


def go_on_with(task_id: str, draft: Draft) -> None:
    """The interrupted task that the patient picked comes up; with none of them picked all are dropped."""
    task = draft.stack.with_id(task_id)
    if task:
        draft.stack.bring_up(task)
    else:
        draft.stack.drop_all()
        draft.remarks.append("dropped")


def fill_identity(filled: dict[str, object], draft: Draft) -> None:
    """An answer about the patient: it counts as progress even where it tells what was known."""
    draft.progressed = True
    draft.identity = draft.identity.model_copy(update=filled)
