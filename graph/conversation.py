"""The conversation graph: one run is one turn."""

from langgraph.graph import END, START, StateGraph

from agents.answers.graph import answers
from agents.emergency.graph import emergency
from agents.handoff.graph import handoff
from agents.intake.graph import intake
from agents.reception.graph import reception
from agents.scheduling.graph import scheduling
from agents.services import Services
from agents.state import ConversationState
from graph.listen import after_begin, begin, understand
from graph.respond import greet, respond
from graph.supervisor import SUPERVISED, supervise

SPECIALISTS = {
    "emergency": emergency,
    "reception": reception,
    "answers": answers,
    "intake": intake,
    "scheduling": scheduling,
    "handoff": handoff,
}


async def first_node(state: ConversationState) -> str:
    """A turn that the state has finished is not run again; number 0 opens the conversation."""
    if (state.get("outcome") or {}).get("turn_id") == state["turn"]["id"]:
        return END
    return "begin" if state["turn"]["number"] else "greet"


def conversation() -> StateGraph[ConversationState, Services]:
    """begin -> understand -> supervise <-> specialists -> respond.

    Specialists are subgraphs without checkpoints of their own: a conversation has one checkpoint a turn.
    """
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("greet", greet)
    graph.add_node("begin", begin)
    graph.add_node("understand", understand)
    graph.add_node("supervise", supervise, destinations=(*SUPERVISED, "respond"))
    for name, specialist in SPECIALISTS.items():
        graph.add_node(name, specialist().compile(checkpointer=False, name=name))
        graph.add_edge(name, "supervise")
    graph.add_node("respond", respond)
    graph.add_conditional_edges(START, first_node, ["greet", "begin", END])
    graph.add_edge("greet", "respond")
    graph.add_conditional_edges("begin", after_begin, ["understand", "supervise"])
    graph.add_edge("understand", "supervise")
    graph.add_edge("respond", END)
    return graph
