"""Takes down what only a person can do, completely, and puts it before staff. Writes: a request (in our records)."""

from langgraph.graph import END, START, StateGraph

from agents.handoff.steps import ask_details, next_step, record
from agents.services import Services
from agents.state import ConversationState


def handoff() -> StateGraph[ConversationState, Services]:
    """Ask once what it is about when that is not known, then record it."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("ask_details", ask_details)
    graph.add_node("record", record)
    steps = list(graph.nodes)
    graph.add_conditional_edges(START, next_step, steps)
    for name in steps:
        graph.add_edge(name, END)
    return graph
