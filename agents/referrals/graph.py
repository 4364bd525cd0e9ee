"""Takes referrals down completely: specialty, reason, place, authorization. Writes: a request (in our records)."""

from langgraph.graph import END, START, StateGraph

from agents.referrals.steps import ask_next, next_step, pass_on
from agents.services import Services
from agents.state import ConversationState


def referrals() -> StateGraph[ConversationState, Services]:
    """Ask what is missing, each once, then put it before a clinician, who hears what is missing still."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("ask_next", ask_next)
    graph.add_node("pass_on", pass_on)
    steps = list(graph.nodes)
    graph.add_conditional_edges(START, next_step, steps)
    for name in steps:
        graph.add_edge(name, END)
    return graph
