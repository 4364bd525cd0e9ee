"""The nodes that end in a booked or moved visit: read back, and write what was affirmed."""

from langgraph.runtime import Runtime

from agents.prompts import say, yes_no
from agents.scheduling.refusals import refused
from agents.scheduling.telling import spoken_for, told_offer, told_visit, visit_name
from agents.scheduling.waitlist import waited_for
from agents.services import Services
from agents.state import (
    ConversationState,
    Update,
    current_task,
    ehr_session,
    identity_of,
    with_task,
    without_task,
)
from agents.talking import asking, done, hand_to_staff, saying
from agents.tasks import Task
from tools.ehr.results import Booked, Moved, Refused

_NO_HOLD: Update = {"held": None}
"""The write has used up what was held, ended it, or may yet do so."""


async def read_back(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Say every value that will be written, and wait for a yes."""
    task = current_task(state, Task)
    settings = runtime.context.settings
    offer = task.chosen()
    assert offer is not None
    visit = task.appointment()
    return asking(
        state, "scheduling.confirm_move" if visit else "scheduling.confirm_booking",
        owner="task", kind="confirm", options=yes_no(f"b{state['turn']['number']}"),
        what=visit_name(offer.visit_type, settings, state["language"]),
        patient=identity_of(state).spoken_name(),
        visit=told_visit(visit, settings, state["language"], spoken_for(state)) if visit else None,
        reason=None if visit else task.slot("reason"),
        **told_offer(offer),
    )  # fmt: skip


async def ask_change(state: ConversationState) -> Update:
    """The read-back was refused: nothing is written; ask what should be different."""
    task = current_task(state, Task)
    cleared = task.without("offer", "confirmed").model_copy(update={"offers": task.offers})
    return {"tasks": with_task(state, cleared)} | asking(
        state, "scheduling.ask_change", owner="task", slot="date", kind_of_task=task.kind
    )


async def book(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Write the time that the patient affirmed. Safe to run twice: the key is the task's id."""
    return await _booked(state, runtime) | _NO_HOLD


async def move(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Move the visit to the time that the patient affirmed. Safe to run twice: the key is the task's id."""
    return await _moved(state, runtime) | _NO_HOLD


async def _booked(state: ConversationState, runtime: Runtime[Services]) -> Update:
    task = current_task(state, Task)
    offer = task.chosen()
    assert offer is not None
    result = await runtime.context.ehr.book_appointment(
        ehr_session(state), slot_id=offer.slot_id, reason=task.slot("reason") or "", idempotency_key=task.id
    )
    match result:
        case Booked(appointment=appointment):
            settings = runtime.context.settings
            told = told_visit(appointment, settings, state["language"], spoken_for(state))
            kind = settings.visit_types.get(appointment.visit_type)
            bring = (kind.bring.get(state["language"]) or kind.bring.get("en")) if kind else None
            words = say("scheduling.booked", visit=told, bring=bring)
            last: Update = {"last_visit": appointment.id}
            waiting = await waited_for(state, runtime.context, appointment, task)
            if waiting is not None:
                tasks = [*without_task(state), waiting.model_dump(mode="json")]
                return {"tasks": tasks, "misses": 0} | saying(state, words) | last
            return done(state, words) | last
        case Refused() as refusal:
            return lost(state, runtime, refusal)
    return hand_to_staff(state, reason="answer lost", kind="out_of_policy") | done(
        state, say("scheduling.not_sure_yet")
    )


async def _moved(state: ConversationState, runtime: Runtime[Services]) -> Update:
    task = current_task(state, Task)
    offer, visit = task.chosen(), task.appointment()
    assert offer is not None
    assert visit is not None
    result = await runtime.context.ehr.reschedule_appointment(
        ehr_session(state), appointment_id=visit.id, slot_id=offer.slot_id, idempotency_key=task.id
    )
    match result:
        case Moved(appointment=appointment):
            told = told_visit(appointment, runtime.context.settings, state["language"], spoken_for(state))
            return done(state, say("scheduling.moved", visit=told)) | {"last_visit": appointment.id}
        case Refused(code="too_late"):
            return hand_to_staff(state, reason="too_late", kind="out_of_policy") | done(
                state, say("scheduling.too_late")
            )
        case Refused() as refusal:
            return lost(state, runtime, refusal)
    return hand_to_staff(state, reason="answer lost", kind="out_of_policy") | done(
        state, say("scheduling.not_sure_yet")
    )


def lost(state: ConversationState, runtime: Runtime[Services], refusal: Refused) -> Update:
    """The time is gone or may not be booked: offer others where that helps, else hand over."""
    task = current_task(state, Task)
    if refusal.code in ("slot_taken", "not_offered"):
        again = task.without("offer", "confirmed").model_copy(update={"offers": (), "more_after": None})
        return {"tasks": with_task(state, again)} | saying(state, say("scheduling.just_taken"))
    return refused(state, runtime, refusal)
