"""The graph of a request: draft -> check -> present -> await_staff -> apply -> tell_patient -> document."""

from typing import Literal

from langgraph.graph import END, START, StateGraph

from graph.requests import nodes
from graph.requests.services import RequestServices
from graph.requests.state import RequestState, given_of

Next = Literal["take_answer", "ask_patient", "reassign", "apply", "tell_patient"]


async def after_checking(state: RequestState) -> Literal["apply", "present"]:
    """Somebody decides, unless a clinician has signed for it beforehand and nothing has gone wrong with that."""
    return "apply" if state.get("given") and not state.get("trouble") else "present"


async def after_waiting(state: RequestState) -> Next:
    """Where a decision, or the patient's answer, leads."""
    decision = given_of(state).decision
    if decision is None:
        return "take_answer"
    match decision.action:
        case "approve":
            return "apply"
        case "ask":
            return "ask_patient"
        case "reassign":
            return "reassign"
        case "reject" | "done_elsewhere":
            return "tell_patient"


async def after_applying(state: RequestState) -> Literal["tell_patient", "present"]:
    """What could not be carried out goes back before staff."""
    return "tell_patient" if state.get("outcome") == "approved" else "present"


def request_graph(schema: type[RequestState] = RequestState) -> StateGraph[RequestState, RequestServices]:
    """One run is one request, on a thread of its own; node names are an interface to requests that wait."""
    graph = StateGraph(schema, context_schema=RequestServices)
    for name in (
        "draft", "check", "present", "await_staff", "take_answer", "ask_patient", "reassign", "apply",
        "tell_patient", "document",
    ):  # fmt: skip
        graph.add_node(name, getattr(nodes, name))
    graph.add_edge(START, "draft")
    graph.add_edge("draft", "check")
    graph.add_conditional_edges("check", after_checking, ["apply", "present"])
    graph.add_edge("present", "await_staff")
    graph.add_conditional_edges(
        "await_staff", after_waiting, ["take_answer", "ask_patient", "reassign", "apply", "tell_patient"]
    )
    graph.add_edge("take_answer", "check")
    graph.add_edge("ask_patient", "present")
    graph.add_edge("reassign", "present")
    graph.add_conditional_edges("apply", after_applying, ["tell_patient", "present"])
    graph.add_edge("tell_patient", "document")
    graph.add_edge("document", END)
    return graph
