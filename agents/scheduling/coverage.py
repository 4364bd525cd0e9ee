"""The insurance plan, where a rule of the clinic needs it: read from the EHR, else asked for."""

from langgraph.runtime import Runtime

from agents.prompts import say
from agents.scheduling.slots import visit_type_of
from agents.scheduling.telling import visit_name
from agents.services import Services
from agents.state import ConversationState, Update, current_task, ehr_session
from agents.talking import asking, done, hand_to_staff
from agents.tasks import Task
from clinic.insurance import SELF_PAY, needs_insurance, plan_named
from tools.ehr.chart_results import CoveragesOnFile


async def settle_insurance(state: ConversationState, runtime: Runtime[Services], task: Task) -> Task | Update:
    """The task, with the plan that it needs; or what is said and asked where it cannot go on."""
    services = runtime.context
    visit_type = visit_type_of(task, services.settings)
    if task.kind != "book" or visit_type is None or not needs_insurance(services.settings, visit_type):
        return task
    if task.slot("insurance") == SELF_PAY:
        return hand_to_staff(state, reason="pays without insurance", kind="out_of_policy") | done(
            state, say("scheduling.self_pay")
        )
    if told := task.slot("insurance"):
        plan = plan_named(services.settings, told)
        return task.with_slot("insurance", plan) if plan else task
    on_file = await services.ehr.list_coverage(ehr_session(state))
    if isinstance(on_file, CoveragesOnFile):
        accepted = next((each.accepted_as for each in on_file.coverages if each.accepted_as), None)
        if accepted:
            return task.with_slot("insurance", accepted)
    what = visit_name(visit_type, services.settings, state["language"])
    return asking(state, "scheduling.ask_insurance", owner="task", slot="insurance", what=what)


def insurance_not_taken(state: ConversationState) -> Update:
    """Nobody who does such visits takes the plan: said plainly, with what is possible."""
    plan = current_task(state, Task).slot("insurance")
    return hand_to_staff(state, reason="insurance_not_accepted", kind="out_of_policy") | done(
        state, say("scheduling.insurance_not_taken", plan=plan)
    )
