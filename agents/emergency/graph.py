"""Says the emergency words and alerts people; goes before everything, asks nobody for a name. Writes: a request."""

from langgraph.graph import END, START, StateGraph

from agents.emergency.steps import alert, ask_if_now, next_step, stand_by
from agents.services import Services
from agents.state import ConversationState


def emergency() -> StateGraph[ConversationState, Services]:
    """Sure: the number at once. Possible: the number and one question, whose every answer but "no" makes it sure."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("alert", alert)
    graph.add_node("ask_if_now", ask_if_now)
    graph.add_node("stand_by", stand_by)
    steps = list(graph.nodes)
    graph.add_conditional_edges(START, next_step, steps)
    for name in steps:
        graph.add_edge(name, END)
    return graph
