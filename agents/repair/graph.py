"""Mends what went wrong in talking: not heard, not understood, misunderstood, interrupted, silent. Writes nothing."""

from langgraph.graph import END, START, StateGraph

from agents.repair.patterns import mend
from agents.services import Services
from agents.state import ConversationState


def repair() -> StateGraph[ConversationState, Services]:
    """Reacts to the remarks of a turn that name a pattern; what is in hand then goes on where it was."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("mend", mend)
    graph.add_edge(START, "mend")
    graph.add_edge("mend", END)
    return graph
