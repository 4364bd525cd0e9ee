"""The conversation graph: one run is one turn."""

from functools import cache

from langgraph.graph import END, START, StateGraph

from agents.answers.graph import answers
from agents.emergency.graph import emergency
from agents.handoff.graph import handoff
from agents.intake.graph import intake
from agents.reception.graph import reception
from agents.records.graph import records
from agents.referrals.graph import referrals
from agents.refills.graph import refills
from agents.repair.graph import repair
from agents.repair.patterns import take_over
from agents.scheduling.graph import scheduling
from agents.services import Services
from agents.state import ConversationState
from graph.asking import goes_round
from graph.listen import listen
from graph.look_back import look_back
from graph.respond import greet, respond
from graph.supervisor import SUPERVISED, supervise

SPECIALISTS = {
    "emergency": emergency,
    "reception": reception,
    "repair": repair,
    "answers": answers,
    "intake": intake,
    "scheduling": scheduling,
    "refills": refills,
    "referrals": referrals,
    "records": records,
    "handoff": handoff,
}


async def first_node(state: ConversationState) -> str:
    """A turn that the state has finished is not run again; number 0 opens the conversation."""
    if (state.get("outcome") or {}).get("turn_id") == state["turn"]["id"]:
        return END
    return "listen" if state["turn"]["number"] else "greet"


async def after_specialist(state: ConversationState) -> str:
    """A question that waits for the patient ends the turn, unless it would come once too often."""
    waits = state.get("prompt") and not state.get("remarks") and not state.get("questions")
    if not waits:
        return "supervise"
    return "take_over" if goes_round(state) else "respond"


@cache
def conversation() -> StateGraph[ConversationState, Services]:
    """Built once a process; compiled for each checkpointer.

    listen -> supervise <-> specialists -> respond.

    Specialists are subgraphs without checkpoints of their own: a conversation has one checkpoint a turn.
    """
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("greet", greet)
    graph.add_node("listen", listen)
    graph.add_node("supervise", supervise, destinations=(*SUPERVISED, "look_back", "respond"))
    graph.add_node("look_back", look_back)
    graph.add_conditional_edges("look_back", after_specialist, ["respond", "supervise", "take_over"])
    for name, specialist in SPECIALISTS.items():
        graph.add_node(name, specialist().compile(checkpointer=False, name=name))
        graph.add_conditional_edges(name, after_specialist, ["respond", "supervise", "take_over"])
    graph.add_node("take_over", take_over)
    graph.add_node("respond", respond)
    graph.add_conditional_edges(START, first_node, ["greet", "listen", END])
    graph.add_edge("greet", "respond")
    graph.add_edge("listen", "supervise")
    graph.add_edge("take_over", "respond")
    graph.add_edge("respond", END)
    return graph
