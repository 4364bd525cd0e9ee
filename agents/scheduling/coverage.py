"""The insurance plan, where a rule of the clinic needs it: read from the EHR, else asked for."""

from langgraph.runtime import Runtime

from agents.prompts import say
from agents.scheduling.slots import visit_type_of
from agents.scheduling.telling import visit_name
from agents.services import Services
from agents.state import ConversationState, Update, current_task, ehr_session
from agents.talking import asking, done, hand_to_staff
from agents.tasks import Task
from clinic.insurance import SELF_PAY, needs_insurance, plan_named, plan_told_along
from clinic.settings import ClinicSettings
from tools.ehr.chart_results import CoveragesOnFile


async def settle_insurance(state: ConversationState, runtime: Runtime[Services], task: Task) -> Task | Update:
    """The task, with the plan that it needs; or what is said and asked where it cannot go on."""
    services = runtime.context
    visit_type = visit_type_of(task, services.settings)
    if visit_type is None or not needs_insurance(services.settings, visit_type):
        return task
    if task.slot("insurance") == SELF_PAY:
        return hand_to_staff(state, reason="pays without insurance", kind="out_of_policy") | done(
            state, say("scheduling.self_pay")
        )
    if told := _told(task, services.settings):
        plan = plan_named(services.settings, told)
        return task.with_slot("insurance", plan) if plan else task
    if task.kind == "reschedule" and not _goes_elsewhere(task):
        return task
    on_file = await services.ehr.list_coverage(ehr_session(state))
    if isinstance(on_file, CoveragesOnFile):
        accepted = next((each.accepted_as for each in on_file.coverages if each.accepted_as), None)
        if accepted:
            return task.with_slot("insurance", accepted)
    what = visit_name(visit_type, services.settings, state["language"])
    return asking(state, "scheduling.ask_insurance", owner="task", slot="insurance", what=what)


def _told(task: Task, settings: ClinicSettings) -> str | None:
    """The plan as the patient told it: when asked, or along with what is wanted."""
    along = (plan_told_along(settings, line) for line in task.words)
    return task.slot("insurance") or next((plan for plan in along if plan), None)


def _goes_elsewhere(task: Task) -> bool:
    """Whether a visit is to move to another clinician or site, who may not take what the one before took."""
    visit = task.appointment()
    wished = {"clinician_id": task.slot("clinician"), "site_id": task.slot("site")}
    return visit is not None and any(
        value not in (None, "any", getattr(visit, name)) for name, value in wished.items()
    )


def insurance_not_taken(state: ConversationState) -> Update:
    """Nobody who does such visits takes the plan: said plainly, with what is possible."""
    plan = current_task(state, Task).slot("insurance")
    return hand_to_staff(state, reason="insurance_not_accepted", kind="out_of_policy") | done(
        state, say("scheduling.insurance_not_taken", plan=plan)
    )
