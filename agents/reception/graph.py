"""The manners of the house: greets, thanks, says goodbye. Writes nothing."""

from langgraph.graph import END, START, StateGraph

from agents.reception.steps import react
from agents.services import Services
from agents.state import ConversationState


def reception() -> StateGraph[ConversationState, Services]:
    """Reacts to the polite remarks of a turn; what is in hand then goes on where it was."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("react", react)
    graph.add_edge(START, "react")
    graph.add_edge("react", END)
    return graph
