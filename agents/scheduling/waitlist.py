"""The nodes about the waiting list: joined and left after a yes, and asked about when what was waited for is booked."""

from langgraph.runtime import Runtime

from agents.prompts import say, yes_no
from agents.scheduling.refusals import refused
from agents.scheduling.slots import search_for
from agents.scheduling.telling import spoken_for, visit_name
from agents.services import Services
from agents.state import ConversationState, Update, current_task, ehr_session, with_task
from agents.talking import asking, done, hand_to_staff
from agents.tasks import OR, Task
from clinic.care import WaitlistEntry
from clinic.models import Appointment
from tools.ehr.chart_results import LeftWaitlist, OnWaitlist, Waitlisted
from tools.ehr.results import Refused

ON_BOOKING = "booked"
"""Value of the slot `waiting`: asked because a visit was booked that the patient waited for."""


def _names(entries: tuple[WaitlistEntry, ...], state: ConversationState, services: Services) -> list[str]:
    names = (visit_name(each.visit_type, services.settings, state["language"]) for each in entries)
    return list(dict.fromkeys(name for name in names if name))


def _meant(task: Task) -> tuple[WaitlistEntry, ...]:
    """What the patient waits for and means: all of it, where no kind of visit was told."""
    wanted = task.slot("visit_type")
    return tuple(each for each in task.waiting or () if wanted in (None, each.visit_type))


async def look_up_waiting(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Read what the patient waits for."""
    task = current_task(state, Task)
    result = await runtime.context.ehr.list_waitlist(ehr_session(state))
    if not isinstance(result, Waitlisted):
        return _left_to_staff(state, result)
    found = task.model_copy(update={"waiting": result.entries})
    if not _meant(found):
        return done(state, say("scheduling.not_waiting", patient=spoken_for(state)))
    return {"tasks": with_task(state, found)}


async def read_back_leaving(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say what the patient waits for, and take them off it only after a yes."""
    task = current_task(state, Task)
    return asking(
        state, "scheduling.confirm_leaving", owner="task", kind="confirm",
        options=yes_no(f"w{state['turn']['number']}"), patient=spoken_for(state),
        names=_names(_meant(task), state, runtime.context), has_booked=task.slot("waiting") == ON_BOOKING,
    )  # fmt: skip


async def leave_waitlist(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Withdraw the entries that were read back. Safe to run twice: the key is the task's id."""
    task = current_task(state, Task)
    result = await runtime.context.ehr.leave_waitlist(
        ehr_session(state), visit_type=task.slot("visit_type") or "", idempotency_key=task.id
    )
    if not isinstance(result, LeftWaitlist):
        return _left_to_staff(state, result)
    names = _names(_meant(task), state, runtime.context)
    return done(state, say("scheduling.left_waitlist", patient=spoken_for(state), names=names))


async def stay_waiting(state: ConversationState) -> Update:
    """The patient said no: they wait on."""
    return done(state, say("scheduling.still_waiting"))


async def read_back_joining(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say what the patient would wait for, and write it down only after a yes."""
    task, services = current_task(state, Task), runtime.context
    clinicians = {each.id: each.name for each in services.directory.clinicians}
    day = task.slot("date") if OR not in (task.slot("date") or "") else None
    return asking(
        state, "scheduling.confirm_waiting", owner="task", kind="confirm",
        options=yes_no(f"w{state['turn']['number']}"), patient=spoken_for(state),
        what=visit_name(task.slot("visit_type"), services.settings, state["language"]),
        clinician=clinicians.get(task.slot("clinician") or ""),
        first=(day or "").partition("/")[0] if day != "any" else None,
        last=(day or "").rpartition("/")[2] if day != "any" else None,
    )  # fmt: skip


async def join_waitlist(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Write down what was affirmed. Safe to run twice: the key is the task's id."""
    task, services = current_task(state, Task), runtime.context
    search = search_for(task.alternatives()[0], services.settings, services.clock.now())
    has_days = task.slot("date") not in (None, "any") and search.date_from <= search.date_to
    result = await services.ehr.join_waitlist(
        ehr_session(state),
        visit_type=search.visit_type,
        clinician_ids=search.clinician_ids,
        site_ids=search.site_ids,
        date_from=search.date_from if has_days else "",
        date_to=search.date_to if has_days else "",
        time_from=search.time_from or "",
        time_to=search.time_to or "",
        idempotency_key=task.id,
    )
    match result:
        case OnWaitlist():
            what = visit_name(task.slot("visit_type"), services.settings, state["language"])
            return done(state, say("scheduling.on_waitlist", what=what, patient=spoken_for(state)))
        case Refused(code="not_bookable"):
            return refused(state, runtime, result)
    return _left_to_staff(state, result)


async def waited_for(
    state: ConversationState, services: Services, visit: Appointment, task: Task
) -> Task | None:
    """The question whether to wait on, for a patient who has just booked such a visit; None for all others."""
    result = await services.ehr.list_waitlist(ehr_session(state))
    entries = result.entries if isinstance(result, Waitlisted) else ()
    same = tuple(each for each in entries if each.visit_type == visit.visit_type)
    if not same:
        return None
    slots = {"visit_type": visit.visit_type, "waiting": ON_BOOKING}
    kept = {name: value for name in ("person", "first_name") if (value := task.slot(name))}
    return Task(id=f"{task.id}.waited", kind="join_waitlist", slots={**kept, **slots}, waiting=same)


def _left_to_staff(state: ConversationState, result: object) -> Update:
    """People keep the list, where the EHR cannot or does not answer."""
    reason = result.code if isinstance(result, Refused) else "answer lost"
    key = "scheduling.unavailable" if reason == "ehr_unavailable" else "scheduling.passed_on"
    return hand_to_staff(state, reason=reason, kind="join_waitlist") | done(state, say(key))
