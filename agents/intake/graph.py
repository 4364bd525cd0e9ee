"""Finds out who is speaking and for whom, by a one-time code where that is needed, or registers somebody new.

Reads: Patient, RelatedPerson. Writes: Patient (new ones, once). Sends: one-time codes.
"""

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from agents.intake.consent import is_for_staff
from agents.intake.dependents import check_both, leave_consent, leave_dependent, look_up_dependent
from agents.intake.proof import ask_code, check_code, give_up_code, send_code
from agents.intake.slots import next_step, onward
from agents.intake.steps import (
    ask_first_visit,
    ask_particulars,
    ask_phone,
    check_details,
    give_up,
    look_up,
    register,
)
from agents.services import Services
from agents.state import ConversationState, current_task, identity_of
from agents.tasks import Task


async def first_step(state: ConversationState, runtime: Runtime[Services]) -> str:
    """What the clinic's consent rules leave to staff goes there before anything is asked."""
    settings = runtime.context.settings
    today = runtime.context.clock.now().astimezone(settings.zone).date()
    if is_for_staff(current_task(state, Task), identity_of(state), settings, today):
        return "leave_consent"
    return await next_step(state)


def intake() -> StateGraph[ConversationState, Services]:
    """Asks for what is missing, looks up, or registers after a read-back, until the patient is needed or known."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("ask_particulars", ask_particulars)
    graph.add_node("ask_phone", ask_phone)
    graph.add_node("look_up", look_up)
    graph.add_node("ask_first_visit", ask_first_visit)
    graph.add_node("check_details", check_details)
    graph.add_node("register", register)  # the only node that writes
    graph.add_node("give_up", give_up)
    graph.add_node("send_code", send_code)  # sends
    graph.add_node("ask_code", ask_code)
    graph.add_node("check_code", check_code)  # uses the code up
    graph.add_node("give_up_code", give_up_code)
    graph.add_node("look_up_dependent", look_up_dependent)
    graph.add_node("check_both", check_both)
    graph.add_node("leave_dependent", leave_dependent)
    graph.add_node("leave_consent", leave_consent)
    steps = list(graph.nodes)
    graph.add_conditional_edges(START, first_step, steps)
    for name in steps:
        graph.add_conditional_edges(name, onward, [*steps, END])
    return graph
