"""Takes refills down: which medicines, how much is left, trouble, pharmacy. Writes: requests (in our records)."""

from langgraph.graph import END, START, StateGraph

from agents.refills.asking import ask_left, ask_medicine, ask_pharmacy
from agents.refills.lookup import look_at_facts, look_up_medicines, read_answer
from agents.refills.passing_on import pass_on
from agents.refills.slots import next_step, onward
from agents.services import Services
from agents.state import ConversationState


def refills() -> StateGraph[ConversationState, Services]:
    """Asks only for what is missing, each once; one request for each medicine. A person decides."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("look_up_medicines", look_up_medicines)
    graph.add_node("ask_medicine", ask_medicine)
    graph.add_node("look_at_facts", look_at_facts)
    graph.add_node("ask_left", ask_left)
    graph.add_node("read_answer", read_answer)
    graph.add_node("ask_pharmacy", ask_pharmacy)
    graph.add_node("pass_on", pass_on)
    steps = list(graph.nodes)
    graph.add_conditional_edges(START, next_step, steps)
    for name in steps:
        graph.add_conditional_edges(name, onward, [*steps, END])
    return graph
