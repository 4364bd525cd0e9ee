"""The nodes of a request for records, a form or results: what is missing is asked once, consent where others get it."""

from langgraph.runtime import Runtime

from agents.asked_again import asks_again
from agents.deadlines import by_when
from agents.prompts import say, yes_no
from agents.records.told import by_day, is_for_others, says_what
from agents.services import Services
from agents.state import ConversationState, Update, current_task, identity_of, with_task
from agents.talking import asking, done, hand_to_staff
from agents.tasks import Task
from agents.understanding.words import Locale


async def next_step(state: ConversationState) -> str:
    task = current_task(state, Task)
    if task.kind == "request_status":
        return "tell_status"
    if _missing(task):
        return "ask_next"
    to = task.slot("to_words")
    return "ask_consent" if to and is_for_others(to) and not task.slot("confirmed") else "pass_on"


def _missing(task: Task) -> str | None:
    """What is asked for next: of results which test, of records what, then for whom and by when."""
    if task.kind == "results":
        known = task.slot("what_words") or task.slot("reason") or task.slot("date")
        return None if known else "test"
    if not says_what(task):
        return "what"
    return None if task.slot("to_words") else "to"


async def ask_next(state: ConversationState) -> Update:
    """Whatever comes back is taken down as said."""
    what = _missing(current_task(state, Task)) or "what"
    key = {"test": "records.ask_test", "to": "records.ask_to"}.get(what, "records.ask_what")
    return asking(
        state, key, owner="task", slot="reason", taken_as="to_words" if what == "to" else "what_words"
    )


async def ask_consent(state: ConversationState) -> Update:
    """Nothing of the record goes to others without the patient's yes; a no goes to our team, too, as a no."""
    to = current_task(state, Task).slot("to_words")
    options = yes_no(f"s{state['turn']['number']}")
    return asking(
        state,
        "records.confirm_consent",
        owner="task",
        kind="confirm",
        options=options,
        slot="confirmed",
        to=to,
    )


async def pass_on(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Put it before staff: what, for whom, by when, and the patient's consent."""
    task = current_task(state, Task)
    services = runtime.context
    language: Locale = "es" if state["language"] == "es" else "en"
    today = services.clock.now().astimezone(services.settings.zone).date()
    told = {
        "what": task.slot("what_words") or task.slot("reason") or (task.words[0] if task.words else ""),
        "to": task.slot("to_words") or "",
        "by": by_day(task, today, language) if task.kind == "records" else "",
        "date": task.slot("date") or "",
        "consent": task.slot("confirmed") or "",
        "person": task.slot("person") or "",
    }
    filled = task.model_copy(update={"slots": {name: value for name, value in told.items() if value}})
    now: ConversationState = {**state, "tasks": with_task(state, filled)}
    words = say(
        "records.passed_on",
        kind=task.kind,
        again=asks_again(state, task, kind=task.kind),
        phone=identity_of(state).phone,
        **by_when(services, task.kind),
    )
    return hand_to_staff(now, reason="the patient asked for it", kind=task.kind) | done(state, words)
