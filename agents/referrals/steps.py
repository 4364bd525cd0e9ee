"""The nodes of a referral: what is missing is asked for, each once; then it goes to a clinician."""

from langgraph.runtime import Runtime

from agents.asked_again import asks_again
from agents.deadlines import by_when
from agents.prompts import say
from agents.referrals.told import authorization_of, is_urgent, known, place_of
from agents.services import Services
from agents.state import ConversationState, Update, current_task, identity_of, with_task
from agents.talking import asking, done, hand_to_staff
from agents.tasks import Task
from agents.understanding.words import Locale

ASKED: dict[str, tuple[str, ...]] = {
    "specialty": ("specialty", "specialty_words"),
    "reason": ("reason", "reason_words"),
    "place": ("place_words",),
}
"""What is asked for, in this order, with the slots of which one is enough."""


def missing(task: Task) -> str | None:
    """What is asked for next."""
    return next((what for what, slots in ASKED.items() if not any(task.slot(each) for each in slots)), None)


async def next_step(state: ConversationState) -> str:
    return "ask_next" if missing(current_task(state, Task)) else "pass_on"


async def ask_next(state: ConversationState) -> Update:
    """Whatever comes back is taken down as said: what is not known is listed for the clinician."""
    what = missing(current_task(state, Task)) or "reason"
    key = {"specialty": "referrals.ask_specialty", "reason": "referrals.ask_reason"}.get(
        what, "referrals.ask_place"
    )
    slot = what if what == "specialty" else "reason"
    return asking(state, key, owner="task", slot=slot, taken_as=f"{what}_words")


async def pass_on(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Put it before a clinician, and say what happens next."""
    task = current_task(state, Task)
    language: Locale = "es" if state["language"] == "es" else "en"
    urgent = is_urgent(task)
    place = task.slot("place_words") or ""
    told = {
        "specialty": known(task.slot("specialty") or task.slot("specialty_words"), language),
        "reason": known(task.slot("reason") or task.slot("reason_words"), language),
        "place": place_of(place, language),
        "authorization": authorization_of("\n".join((*task.words, place))),
        "person": task.slot("person") or "",
    }
    filled = task.model_copy(update={"slots": {name: value for name, value in told.items() if value}})
    now: ConversationState = {**state, "tasks": with_task(state, filled)}
    words = say(
        "referrals.passed_on",
        again=asks_again(state, task),
        phone=identity_of(state).phone,
        **by_when(runtime.context, "referral", urgent=urgent),
    )
    handed = hand_to_staff(now, reason="the patient asked for it", kind="referral", urgent=urgent)
    return handed | done(state, words)
