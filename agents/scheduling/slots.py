"""What the scheduling tasks need, what comes next, and how wishes become a search."""

from datetime import date, datetime, timedelta

from langgraph.graph import END

from agents.state import ConversationState, current_task, is_for_whom_in_hand
from agents.tasks import OR, SCHEDULING_TASKS, Task
from agents.understanding.parsing.text import fold
from agents.understanding.words import phrase
from clinic.insurance import needs_insurance
from clinic.models import Appointment, Value
from clinic.settings.schema import ClinicSettings


async def next_step(state: ConversationState) -> str:
    """The node that comes next for the task in hand; derived from what is filled, never stored."""
    task = current_task(state, Task)
    match task.kind:
        case "book":
            return _towards_a_time(task, "book") if task.slot("visit_type") else "ask_visit_type"
        case "reschedule":
            return _existing(task) or ("ask_new_time" if _no_wish(task) else _towards_a_time(task, "move"))
        case "cancel_appointment":
            return _existing(task) or _cancellation(task)
        case "confirm_appointment":
            return _existing(task) or _confirmation(task)
        case "join_waitlist":
            return _leaving(task) if is_leaving(task, state["language"]) else _joining(task)
        case _:
            return "look_up_appointments" if task.appointments is None else "tell_appointments"


async def first_step(state: ConversationState) -> str:
    """Where the specialist begins: a time that is held and not wanted any more goes first, for others to have."""
    return "let_go" if holds_in_vain(state) else await next_step(state)


def holds_in_vain(state: ConversationState) -> bool:
    """Whether the time that is held is none that a task waits to book: another was chosen, or the task is gone."""
    held = state.get("held")
    return held is not None and not any(
        task["id"] == held["task_id"] and task["slots"].get("offer") == held["slot_id"]
        for task in state.get("tasks") or []
    )


async def onward(state: ConversationState) -> str:
    """After a node: on to the next one, until the patient is asked something or no scheduling task is in hand."""
    if holds_in_vain(state):
        return "let_go"
    if state.get("prompt") or not state["tasks"] or state["tasks"][-1]["kind"] not in SCHEDULING_TASKS:
        return END
    if not is_for_whom_in_hand(state):
        return END  # the next task is for somebody else: the supervisor turns to that person
    return await next_step(state)


async def after_hold(state: ConversationState) -> str:
    """The time is kept, or cannot be: it is read back. When it is gone, the task goes on without it."""
    step = await onward(state)
    return "read_back" if step == "hold" else step


def _existing(task: Task) -> str | None:
    if task.appointments is None:
        return "look_up_appointments"
    if not task.appointment():
        return "choose_appointment"
    return None if task.slot("notice") or task.kind == "confirm_appointment" else "check_notice"


def _no_wish(task: Task) -> bool:
    """A new day or time was not told, and none is offered yet."""
    return not task.offers and not any(task.slot(name) for name in ("date", "time"))


def _towards_a_time(task: Task, write: str) -> str:
    if task.slot("confirmed") == "no":
        return "ask_change"
    if task.chosen():
        return write if task.slot("confirmed") == "yes" else "hold"
    return "offer_slots" if task.offers else "find_slots"


def _cancellation(task: Task) -> str:
    return {"yes": "cancel", "no": "keep_appointment"}.get(
        task.slot("confirmed") or "", "read_back_cancellation"
    )


def _confirmation(task: Task) -> str:
    answers = {"yes": "confirm_visit", "no": "keep_appointment"}
    return answers.get(task.slot("confirmed") or "", "read_back_confirmation")


def is_leaving(task: Task, language: str) -> bool:
    """Whether the waiting list is to be left: said so in the lines that told of it, or asked after a booking."""
    leaves = phrase("requests.leaves_waitlist", "es" if language == "es" else "en")
    return task.slot("waiting") is not None or any(leaves.search(fold(line)) for line in task.words)


def _leaving(task: Task) -> str:
    if task.waiting is None:
        return "look_up_waiting"
    answers = {"yes": "leave_waitlist", "no": "stay_waiting"}
    return answers.get(task.slot("confirmed") or "", "read_back_leaving")


def _joining(task: Task) -> str:
    if not task.slot("visit_type"):
        return "ask_visit_type"
    answers = {"yes": "join_waitlist", "no": "keep_appointment"}
    return answers.get(task.slot("confirmed") or "", "read_back_joining")


class Search(Value):
    """Wishes for a time, as `find_slots` takes them. Dates and times are the clinic's."""

    visit_type: str
    clinician_ids: tuple[str, ...] = ()
    site_ids: tuple[str, ...] = ()
    date_from: date
    date_to: date
    time_from: str | None = None
    time_to: str | None = None
    language: str = ""
    insurance: str = ""


def search_for(task: Task, settings: ClinicSettings, now: datetime, without: tuple[str, ...] = ()) -> Search:
    """The search that the task's wishes mean; `without` names wishes to leave out."""
    today = now.astimezone(settings.zone).date()
    horizon = today + settings.scheduling.horizon
    wishes = {name: value for name, value in task.slots.items() if value != "any" and name not in without}
    start, _, end = wishes.get("date", f"{today}/{horizon}").partition("/")
    time_from, _, time_to = wishes.get("time", "").partition("/")
    visit = task.appointment()
    clinicians = (wishes["clinician"],) if "clinician" in wishes else ()
    if visit and "clinician" not in task.slots and "clinician" not in without:
        clinicians = (visit.clinician_id,)
    visit_type = visit_type_of(task, settings) or ""
    decides = bool(visit_type) and needs_insurance(settings, visit_type)
    return Search(
        visit_type=visit_type,
        clinician_ids=clinicians,
        site_ids=(wishes["site"],) if "site" in wishes else (),
        date_from=max(date.fromisoformat(start), today),
        date_to=min(date.fromisoformat(end or start), horizon),
        language=wishes.get("language", ""),
        insurance=wishes.get("insurance", "") if task.kind in ("book", "reschedule") and decides else "",
        time_from=time_from or None,
        time_to=(time_to or _a_while_after(time_from)) if time_from else None,
    )


def visit_type_of(task: Task, settings: ClinicSettings) -> str | None:
    visit = task.appointment()
    wanted = task.slot("visit_type") or (visit.visit_type if visit else None)
    return wanted if wanted in settings.visit_types else None


def _a_while_after(time_from: str) -> str:
    """A single time of day is a wish for that time: the hour from it on is searched."""
    later = datetime.strptime(time_from, "%H:%M") + timedelta(hours=1)  # noqa: DTZ007 a time of day, no instant
    return f"{later:%H:%M}" if later.day == 1 else "23:59"


def matching(task: Task, settings: ClinicSettings) -> list[Appointment]:
    """The open visits that fit what the patient said of the one meant: its day, and whom it is with."""
    visits = list(task.appointments or ())
    moving = task.kind == "reschedule"
    day = task.slot("appointment_date") or (None if moving else task.slot("date"))
    if day and day != "any":
        visits = [visit for visit in visits if any(_on(visit, each, settings) for each in day.split(OR))]
    for name, of in (("clinician", "clinician_id"), ("visit_type", "visit_type")):
        wanted = task.slot(name)
        fitting = [visit for visit in visits if getattr(visit, of) == wanted]
        if wanted and wanted != "any" and (fitting or not moving):
            visits = fitting
    return visits


def _on(visit: Appointment, day: str, settings: ClinicSettings) -> bool:
    start, _, end = day.partition("/")
    return (
        date.fromisoformat(start)
        <= visit.start.astimezone(settings.zone).date()
        <= date.fromisoformat(end or start)
    )


def meant_by_date(task: Task, settings: ClinicSettings) -> Task:
    """ "Move my appointment on Friday": a single date that is an existing visit's names that visit, not the wish."""
    day = task.slot("date")
    if task.kind != "reschedule" or len(day or "") != len("2026-03-05") or task.slot("appointment_date"):
        return task
    if day and any(_on(visit, day, settings) for visit in task.appointments or ()):
        return task.without("date").with_slot("appointment_date", day)
    return task
