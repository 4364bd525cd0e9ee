"""Books, moves and cancels visits, tells of them, keeps the waiting list. Needs: a patient. Writes: Appointment, Slot."""

from langgraph.graph import END, START, StateGraph

from agents.scheduling import booking, existing, holding, offering, waitlist
from agents.scheduling.slots import after_hold, first_step, onward
from agents.services import Services
from agents.state import ConversationState


def scheduling() -> StateGraph[ConversationState, Services]:
    """Works on the scheduling tasks in hand until the patient is needed or none is left."""
    graph = StateGraph(ConversationState, context_schema=Services)
    graph.add_node("look_up_appointments", existing.look_up_appointments)
    graph.add_node("tell_appointments", existing.tell_appointments)
    graph.add_node("choose_appointment", existing.choose_appointment)
    graph.add_node("check_notice", existing.check_notice)
    graph.add_node("read_back_cancellation", existing.read_back_cancellation)
    graph.add_node("read_back_confirmation", existing.read_back_confirmation)
    graph.add_node("keep_appointment", existing.keep_appointment)
    graph.add_node("ask_visit_type", offering.ask_visit_type)
    graph.add_node("ask_new_time", offering.ask_new_time)
    graph.add_node("find_slots", offering.find_slots)
    graph.add_node("offer_slots", offering.offer_slots)
    graph.add_node("hold", holding.hold)  # writes
    graph.add_node("read_back", booking.read_back)
    graph.add_node("ask_change", booking.ask_change)
    graph.add_node("book", booking.book)  # writes
    graph.add_node("move", booking.move)  # writes
    graph.add_node("cancel", existing.cancel)  # writes
    graph.add_node("confirm_visit", existing.confirm_visit)  # writes
    graph.add_node("look_up_waiting", waitlist.look_up_waiting)
    graph.add_node("read_back_leaving", waitlist.read_back_leaving)
    graph.add_node("stay_waiting", waitlist.stay_waiting)
    graph.add_node("read_back_joining", waitlist.read_back_joining)
    graph.add_node("join_waitlist", waitlist.join_waitlist)  # writes
    graph.add_node("leave_waitlist", waitlist.leave_waitlist)  # writes
    graph.add_node("let_go", holding.let_go)  # writes
    steps = list(graph.nodes)
    graph.add_conditional_edges(START, first_step, steps)
    graph.add_conditional_edges("hold", after_hold, [*steps, END])
    graph.add_edge("let_go", END)
    for name in steps:
        if name not in ("hold", "let_go"):
            graph.add_conditional_edges(name, onward, [*steps, END])
    return graph
