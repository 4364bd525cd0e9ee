"""The nodes of a hand-off: what to pass on, and the request itself."""

from agents.prompts import say
from agents.state import ConversationState, Update, current_task, identity_of
from agents.talking import asking, done, hand_to_staff
from agents.tasks import Task

NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "refill": (("medicine", "reason"),),
    "referral": (("specialty",), ("reason",)),
    "message_care_team": (("reason",),),
    "results": (("reason", "date"),),
    "records": (("reason",),),
    "billing": (("reason",),),
    "complaint": (("reason",),),
}
"""What staff need to know of a task: of each group one slot is enough; without any the first is asked for, once.

Refills, referrals, records and results come here only where clinic.yaml has the stage `requests` off.
"""


def _wanted(task: Task) -> str | None:
    """The slot that is asked for next."""
    asked = (task.slot("asked") or "").split()
    for group in NEEDED.get(task.kind, ()):
        if not any(task.slot(name) for name in group) and group[0] not in asked:
            return group[0]
    return None


async def next_step(state: ConversationState) -> str:
    return "ask_details" if _wanted(current_task(state, Task)) else "record"


async def ask_details(state: ConversationState) -> Update:
    """Ask what staff should know. Asked once each: without an answer the request goes out as it is."""
    task = current_task(state, Task)
    slot = _wanted(task) or "reason"
    asked = task.with_slot("asked", f"{task.slot('asked') or ''} {slot}".strip()).model_dump(mode="json")
    return {"tasks": [*state["tasks"][:-1], asked]} | asking(
        state, f"handoff.ask_{slot}", owner="task", slot=slot, kind_of_task=task.kind
    )


async def record(state: ConversationState) -> Update:
    """Put the request before staff and say so."""
    task = current_task(state, Task)
    phone = identity_of(state).phone
    before = state.get("passed_on", [])
    again = task.kind in before and task.kind != "message_care_team"
    added = again or (task.kind == "message_care_team" and before)
    words = say("handoff.added" if added else "handoff.recorded", kind=task.kind, phone=phone, again=again)
    return hand_to_staff(state, reason="the patient asked for it", kind=task.kind) | done(state, words)
