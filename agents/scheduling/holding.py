"""The nodes that keep a time for the patient who is asked for a yes, and let it go when it is not wanted any more.

A conversation holds one time at most. All this is a courtesy: a booking is right without it, and a hold ends by itself.
"""

from datetime import datetime

from langgraph.runtime import Runtime

from agents.scheduling.booking import lost
from agents.services import Services
from agents.state import ConversationState, Json, Update, current_task, ehr_session
from agents.tasks import Task
from tools.ehr.results import Held, Refused, Unknown

_GONE = ("slot_taken", "not_offered", "not_bookable")


async def hold(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Keep the chosen time until the patient has decided. Safe to run twice: the key is the task's id."""
    task = current_task(state, Task)
    offer, visit = task.chosen(), task.appointment()
    assert offer is not None
    if _is_held(state.get("held"), task, runtime.context.clock.now()):
        return {}
    before = await let_go(state, runtime) if state.get("held") else {}
    result = await runtime.context.ehr.hold_slot(
        ehr_session(state),
        slot_id=offer.slot_id,
        idempotency_key=task.id,
        appointment_id=visit.id if visit else "",
    )
    kept = {"task_id": task.id, "slot_id": offer.slot_id}
    match result:
        case Held(until=until):
            return {"held": {**kept, "until": until.isoformat()}}
        case Refused(code=code) if code in _GONE:
            return before | lost(state, runtime, result)
        case Unknown():
            return {"held": {**kept, "until": None}}
    return before  # nothing is kept: who books first has it


async def let_go(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """End a hold that no task waits for any more. What fails here ends by itself, soon."""
    held = state.get("held")
    if held:
        await runtime.context.ehr.release_slot(
            ehr_session(state), slot_id=held["slot_id"], idempotency_key=held["task_id"]
        )
    return {"held": None}


def _is_held(held: Json | None, task: Task, now: datetime) -> bool:
    return (
        held is not None
        and (held["task_id"], held["slot_id"]) == (task.id, task.slot("offer"))
        and held["until"] is not None
        and datetime.fromisoformat(held["until"]) > now
    )
