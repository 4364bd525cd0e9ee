"""Answers questions about the clinic from its facts and documents, with their source; passes on what they do not say."""

from langgraph.graph import END, START, StateGraph

from agents.answers.steps import answer, note
from agents.services import Services
from agents.state import ConversationState


def answers() -> StateGraph[ConversationState, Services]:
    """Answers every question of the turn; the task in hand then goes on where it was. Writes: what staff have to know."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("answer", answer)
    graph.add_node("note", note)
    graph.add_edge(START, "answer")
    graph.add_edge("answer", "note")
    graph.add_edge("note", END)
    return graph
