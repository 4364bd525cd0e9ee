"""The nodes of a hand-off: what to pass on, and the request itself."""

from agents.prompts import say
from agents.state import ConversationState, Update, current_task, identity_of
from agents.talking import asking, done, hand_to_staff
from agents.tasks import Task

TELLING_SLOTS: dict[str, tuple[str, ...]] = {
    "refill": ("medicine", "reason"),
    "referral": ("specialty", "reason"),
    "message_care_team": ("reason",),
    "results": ("reason", "date"),
    "records": ("reason",),
    "billing": ("reason",),
    "complaint": ("reason",),
}
"""Any of these tells staff what a task is about; without one the patient is asked once."""
ASKED_FOR = {"refill": "medicine", "referral": "specialty"}


async def next_step(state: ConversationState) -> str:
    task = current_task(state, Task)
    telling = TELLING_SLOTS.get(task.kind, ())
    told = not telling or any(task.slot(name) for name in telling)
    return "record" if told or task.slot("asked") else "ask_details"


async def ask_details(state: ConversationState) -> Update:
    """Ask what staff should know. Asked once: without an answer the request goes out as it is."""
    task = current_task(state, Task)
    slot = ASKED_FOR.get(task.kind, "reason")
    asked = task.with_slot("asked", "yes").model_dump(mode="json")
    return {"tasks": [*state["tasks"][:-1], asked]} | asking(
        state, f"handoff.ask_{slot}", owner="task", slot=slot, kind_of_task=task.kind
    )


async def record(state: ConversationState) -> Update:
    """Put the request before staff and say so."""
    task = current_task(state, Task)
    phone = identity_of(state).phone
    return hand_to_staff(state, reason="the patient asked for it", kind=task.kind) | done(
        state, say("handoff.recorded", kind=task.kind, phone=phone)
    )
