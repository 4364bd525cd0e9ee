"""The node that puts refills before staff, one request for each medicine, and tells what happens next."""

from langgraph.runtime import Runtime

from agents.deadlines import by_when
from agents.prompts import PromptOption, say
from agents.refills.slots import (
    PROVEN,
    SEPARATOR,
    days_of,
    is_urgent,
    pharmacy_of,
    problems_of,
)
from agents.services import Services
from agents.state import ConversationState, Json, Update, current_task, identity_of
from agents.talking import asking, done, hand_to_staff
from agents.tasks import Task
from agents.understanding.words import Locale


async def pass_on(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """One request a medicine. Their ids follow from the task's, so that a turn that is run again makes the same ones."""
    task = current_task(state, Task)
    language: Locale = "es" if state["language"] == "es" else "en"
    urgent = is_urgent(task, language)
    handed: Update = {}
    for each in requests_of(task, language):
        now: ConversationState = {**state, **handed}  # type: ignore[typeddict-item]
        now["tasks"] = [*state["tasks"][:-1], each.model_dump(mode="json")]
        reason = "not on the list" if each.slot("not_on_list") else "the patient asked for it"
        handed |= hand_to_staff(now, reason=reason, kind="refill", urgent=urgent)
    return handed | _told(state, task, runtime.context, urgent=urgent)


def requests_of(task: Task, language: Locale) -> list[Task]:
    """The task once for each medicine, with what graph.requests reads of a refill (`medication`, `medicine`, …)."""
    days = days_of(task, language)
    shared = {
        "days_left": "" if days is None else str(days),
        "problems": " ".join(problems_of(task)),
        "pharmacy": pharmacy_of(task, language),
        "person": task.slot("person") or "",
    }
    ids = (task.slot("medication") or "").split()
    known = zip(ids, _split(task.slot("names")), strict=True)
    each = [{"medication": one, "medicine": name} for one, name in known]
    each += [{"medicine": name, "not_on_list": _not_on_list(task)} for name in _split(task.slot("unlisted"))]
    each = each or [{}]  # the patient's words, which staff get, are all that is known
    made = []
    for number, own in enumerate(each, start=1):
        slots = {name: value for name, value in (own | shared).items() if value}
        task_id = task.id if number == 1 else f"{task.id}.m{number}"
        made.append(task.model_copy(update={"id": task_id, "slots": slots}))
    return made


def _not_on_list(task: Task) -> str:
    """Only where the list was read: nobody else is told, nor staff misled."""
    return "yes" if task.slot("listed") == "meant" else ""


def _split(text: str | None) -> list[str]:
    return text.split(SEPARATOR) if text else []


def _told(state: ConversationState, task: Task, services: Services, *, urgent: bool) -> Update:
    """What was passed on, that a person decides, and by when; a visit that is due can be booked now."""
    proven = task.slot("listed") in PROVEN
    words: list[Json] = [
        say(
            "refills.passed_on",
            medicines=[*_split(task.slot("names")), *_split(task.slot("unlisted"))] if proven else [],
            phone=identity_of(state).phone,
            **by_when(services, "refill", urgent=urgent),
        )
    ]
    if "side_effect" in problems_of(task):
        words.append(say("refills.side_effect", emergency=services.settings.emergency.medical))
    if task.slot("listed") == "meant" and task.slot("unlisted"):
        words.append(say("refills.not_on_list", medicines=_split(task.slot("unlisted"))))
    bookable = task.slot("visit") == "overdue" and services.settings.has_stage("scheduling")
    if not bookable or len(state["tasks"]) > 1 or "side_effect" in problems_of(task):
        return done(state, *words)
    rest: ConversationState = {**state, **done(state, *words)}  # type: ignore[typeddict-item]
    return {"tasks": rest["tasks"], "misses": 0} | _offer_visit(rest)


def _offer_visit(state: ConversationState) -> Update:
    """What is due to a rule that the patient can act on: the visit that the refill would wait for."""
    prefix = f"v{state['turn']['number']}"
    options = (
        PromptOption(id=f"{prefix}-yes", label_key="reception.yes", slot="task", value="book"),
        PromptOption(id=f"{prefix}-no", label_key="reception.no", slot="visit", value="no"),
    )
    return asking(state, "refills.ask_visit", owner="reception", kind="confirm", options=options)
