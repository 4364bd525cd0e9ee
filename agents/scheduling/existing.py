"""The nodes about visits that exist: find the one that is meant, tell, read back a cancellation, cancel."""

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, say, yes_no
from agents.scheduling.slots import matching, meant_by_date
from agents.scheduling.telling import spoken_for, told_visit
from agents.services import Services
from agents.state import ConversationState, Update, current_task, ehr_session, with_task
from agents.talking import asking, done, hand_to_staff, saying
from agents.tasks import Task
from clinic.scheduling import Forbidden, may_change
from tools.ehr.chart_results import Confirmed
from tools.ehr.results import Appointments, Cancelled, Refused


async def look_up_appointments(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Read the patient's open visits."""
    task = current_task(state, Task)
    result = await runtime.context.ehr.list_appointments(ehr_session(state))
    match result:
        case Appointments(appointments=appointments):
            now = runtime.context.clock.now()
            upcoming = tuple(visit for visit in appointments if visit.is_upcoming(now))
            if not upcoming:
                return done(state, say("scheduling.no_appointments", kind=task.kind))
            task = task.model_copy(update={"appointments": upcoming})
            return {"tasks": with_task(state, meant_by_date(task, runtime.context.settings))}
        case Refused(code=code):
            return hand_to_staff(state, reason=code, kind="unclear_identity") | done(
                state, say("scheduling.passed_on")
            )
    raise AssertionError(f"unexpected result {type(result).__name__}")


async def tell_appointments(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say which visits stand."""
    task = current_task(state, Task)
    visits = [
        told_visit(v, runtime.context.settings, state["language"], spoken_for(state))
        for v in task.appointments or ()
    ]
    ids = [visit.id for visit in task.appointments or ()]
    return done(state, say("scheduling.appointments", visits=visits)) | {"told_visits": ids}


async def choose_appointment(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Settle which visit is meant: the only one that fits, or the patient's choice."""
    task = current_task(state, Task)
    settings = runtime.context.settings
    fitting = matching(task, settings)
    if len(fitting) == 1:
        return {"tasks": with_task(state, task.with_slot("appointment", fitting[0].id))}
    visits = fitting or list(task.appointments or ())
    before = () if fitting else (say("scheduling.no_such_appointment"),)
    told = [told_visit(visit, settings, state["language"], spoken_for(state)) for visit in visits]
    if len(visits) == 1:
        prefix = f"a{state['turn']['number']}"
        # Of a cancellation this question is the read-back, too: its yes is the yes.
        affirmed = {"confirmed": "yes"} if task.kind == "cancel_appointment" else {}
        only = PromptOption(
            id=f"{prefix}-yes",
            label_key="reception.yes",
            slot="appointment",
            value=visits[0].id,
            also=affirmed,
        )
        other = PromptOption(id=f"{prefix}-no", label_key="reception.no", slot="confirmed", value="no")
        if task.slot("confirmed") == "no":
            return done(state, say("scheduling.kept"))
        return asking(
            state, "scheduling.only_appointment", owner="task", kind="confirm", slot="appointment",
            options=(only, other), before=before, visit=told[0], kind_of_task=task.kind,
            reason=task.slot("reason") if affirmed else None,
        )  # fmt: skip
    options = tuple(
        PromptOption(
            id=f"a{state['turn']['number']}-{index}",
            label_key="scheduling.visit_label",
            params=params,
            slot="appointment",
            value=visit.id,
        )
        for index, (visit, params) in enumerate(zip(visits, told, strict=True))
    )
    return asking(
        state, "scheduling.which_appointment", owner="task", kind="choose", slot="appointment",
        options=options, before=before, kind_of_task=task.kind, visits=told,
    )  # fmt: skip


async def check_notice(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Too close to the visit to change it without staff (clinic.yaml scheduling.cancel_notice): say so at once."""
    task = current_task(state, Task)
    visit = task.appointment()
    assert visit is not None
    verdict = may_change(runtime.context.settings, visit.start, runtime.context.clock.now())
    if isinstance(verdict, Forbidden):
        told = told_visit(visit, runtime.context.settings, state["language"], spoken_for(state))
        return hand_to_staff(state, reason=verdict.rule, kind="out_of_policy") | done(
            state, say("scheduling.too_late", visit=told)
        )
    return {"tasks": with_task(state, task.with_slot("notice", "kept"))}


async def read_back_cancellation(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say exactly what will be cancelled, and wait for a yes."""
    task = current_task(state, Task)
    visit = task.appointment()
    if visit is None:
        return {"tasks": with_task(state, task.without("appointment"))}
    told = told_visit(visit, runtime.context.settings, state["language"], spoken_for(state))
    options = yes_no(f"c{state['turn']['number']}")
    return asking(
        state, "scheduling.confirm_cancel", owner="task", kind="confirm", options=options, visit=told,
        reason=task.slot("reason"),
    )  # fmt: skip


async def read_back_confirmation(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say which visit is confirmed, and wait for a yes."""
    visit = current_task(state, Task).appointment()
    assert visit is not None
    told = told_visit(visit, runtime.context.settings, state["language"], spoken_for(state))
    options = yes_no(f"k{state['turn']['number']}")
    return asking(
        state, "scheduling.confirm_coming", owner="task", kind="confirm", options=options, visit=told
    )


async def confirm_visit(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Write down that the patient comes. Safe to run twice: the key is the task's id."""
    task = current_task(state, Task)
    visit = task.appointment()
    assert visit is not None
    result = await runtime.context.ehr.confirm_appointment(
        ehr_session(state), appointment_id=visit.id, idempotency_key=task.id
    )
    told = told_visit(visit, runtime.context.settings, state["language"], spoken_for(state))
    if isinstance(result, Confirmed):
        return done(state, say("scheduling.coming", visit=told))
    reason = result.code if isinstance(result, Refused) else "answer lost"
    return hand_to_staff(state, reason=reason, kind="confirm_appointment") | done(
        state, say("scheduling.passed_on")
    )


async def keep_appointment(state: ConversationState) -> Update:
    """The patient said no to the cancellation: everything stays."""
    return done(state, say("scheduling.kept"))


async def cancel(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Cancel the visit that the patient affirmed. Safe to run twice: the key is the task's id."""
    task = current_task(state, Task)
    visit = task.appointment()
    if visit is None:
        return {"tasks": with_task(state, task.without("appointment", "confirmed"))}
    result = await runtime.context.ehr.cancel_appointment(
        ehr_session(state),
        appointment_id=visit.id,
        reason=task.slot("reason") or "",
        idempotency_key=task.id,
    )
    match result:
        case Cancelled(appointment=cancelled):
            told = told_visit(cancelled, runtime.context.settings, state["language"], spoken_for(state))
            return done(state, say("scheduling.cancelled", visit=told)) | {"last_visit": None}
        case Refused(code="changed_meanwhile"):
            again = task.without("confirmed").model_copy(update={"appointments": None})
            return {"tasks": with_task(state, again)} | saying(state, say("scheduling.changed_meanwhile"))
        case Refused(code=code):
            return hand_to_staff(state, reason=code, kind="out_of_policy") | done(
                state, say("scheduling.too_late" if code == "too_late" else "scheduling.passed_on")
            )
    return hand_to_staff(state, reason="answer lost", kind="out_of_policy") | done(
        state, say("scheduling.not_sure_yet")
    )
