"""What follows when a rule of the clinic forbids a visit, or the EHR does not answer."""

from langgraph.runtime import Runtime

from agents.prompts import say
from agents.scheduling.coverage import insurance_not_taken
from agents.scheduling.slots import visit_type_of
from agents.scheduling.telling import visit_name
from agents.services import Services
from agents.state import ConversationState, Update, current_task, identity_of, with_task
from agents.talking import done, hand_to_staff, saying
from agents.tasks import Task
from tools.ehr.results import Refused


def refused(state: ConversationState, runtime: Runtime[Services], refusal: Refused) -> Update:
    """A rule forbids it. A new patient is led to the visit that is meant for new patients; else staff decide."""
    if refusal.detail == "insurance_not_accepted":
        return insurance_not_taken(state)
    task = current_task(state, Task)
    settings = runtime.context.settings
    patient = identity_of(state).patient
    is_new = patient is not None and not patient.established
    first = next((key for key, kind in settings.visit_types.items() if kind.patients == "new"), None)
    if refusal.code == "not_bookable" and is_new and first and visit_type_of(task, settings) != first:
        name = visit_name(first, settings, state["language"])
        return {"tasks": with_task(state, task.with_slot("visit_type", first))} | saying(
            state, say("scheduling.new_patient_visit_first", what=name)
        )
    if refusal.code == "not_bookable" and task.slot("visit_type") == first and task.kind == "book":
        cleared = task.without("visit_type", "offer", "confirmed").model_copy(update={"offers": ()})
        return {"tasks": with_task(state, cleared)} | saying(state, say("scheduling.already_established"))
    key = "scheduling.unavailable" if refusal.code == "ehr_unavailable" else "scheduling.passed_on"
    reason = f"{refusal.code} {refusal.detail}".strip()
    return hand_to_staff(state, reason=reason, kind="out_of_policy") | done(state, say(key))
