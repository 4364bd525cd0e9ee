"""Takes down requests for records, forms and results; tells how requests stand. Writes: a request (in our records)."""

from langgraph.graph import END, START, StateGraph

from agents.records.standing import tell_status
from agents.records.steps import ask_consent, ask_next, next_step, pass_on
from agents.services import Services
from agents.state import ConversationState


def records() -> StateGraph[ConversationState, Services]:
    """Results are never read out here, and records go nowhere by themselves: a person sees to both."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("ask_next", ask_next)
    graph.add_node("ask_consent", ask_consent)
    graph.add_node("pass_on", pass_on)
    graph.add_node("tell_status", tell_status)
    steps = list(graph.nodes)
    graph.add_conditional_edges(START, next_step, steps)
    for name in steps:
        graph.add_edge(name, END)
    return graph
