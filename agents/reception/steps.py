"""The nodes of reception: hello, thanks, goodbye, and short replies to what was dropped or switched."""

from langgraph.runtime import Runtime

from agents.prompts import Saying, say
from agents.services import Services
from agents.state import ConversationState, Json, Update, identity_of
from agents.talking import called, saying

SIMPLE = {
    "thanks": "reception.welcome_thanks",
    "dropped": "reception.dropped",
    "nothing_else": "reception.nothing_else",
    "language_switched": "reception.language_switched",
    "language_not_offered": "reception.language_not_offered",
    "hello": "reception.hello",
}
MANNERS = frozenset(
    {*SIMPLE, "greeting", "goodbye", "after_emergency", "in_order", "other_end", "started_over"}
)
"""The remarks that reception reacts to; the others name patterns of repair."""


async def react(state: ConversationState) -> Update:
    """Say what each polite remark of this turn calls for; what has to be mended is left to repair."""
    update: Update = {"remarks": [name for name in state.get("remarks", []) if name not in MANNERS]}
    for remark in state.get("remarks", []):
        now: ConversationState = {**state, **update}  # type: ignore[typeddict-item]
        if remark == "after_emergency":
            number = state.get("emergency_number")
            update |= saying(now, say("reception.after_emergency", number=number)) | {"remarks": ["pause"]}
        elif remark == "goodbye":
            update |= goodbye(now)
        elif remark == "in_order":
            update |= saying(now, say("reception.in_order", tasks=in_order(now)))
        elif remark == "other_end":
            update |= saying(now, say("reception.other_end", kind=state["tasks"][-1]["kind"]))
        elif remark == "started_over":
            update |= saying(now, started_over(now))
        elif remark == "greeting" and not state.get("tasks"):
            update |= saying(now, say("reception.hello"))
        elif remark in SIMPLE:
            update |= saying(now, say(SIMPLE[remark]))
    return update


def goodbye(state: ConversationState) -> Update:
    """The patient leaves. With something open nothing is done about it, and the conversation can be taken up again."""
    if state.get("tasks"):
        return saying(state, say("reception.goodbye_open")) | {"remarks": ["pause"]}
    return saying(state, say("reception.goodbye")) | {"status": "closed"}


def in_order(state: ConversationState) -> list[Json]:
    """What is done one after the other, the first one first; what was interrupted before is not of it."""
    return [called(task) for task in reversed(state["tasks"]) if not task["interrupted"]]


def started_over(state: ConversationState) -> Json:
    """From the beginning: nothing is in hand any more, and the patient is known as before."""
    name = identity_of(state).spoken_name()
    return Saying(kind="ask", key="reception.started_over", params={"name": name}).model_dump(mode="json")


def greeting(state: ConversationState, runtime: Runtime[Services]) -> Json:
    """The first words, in the clinic's own where clinic.yaml has them."""
    settings = runtime.context.settings
    words = settings.greeting.get(state["language"])
    if words:
        return say("reception.welcome", greeting=words)
    return say("reception.default_greeting", clinic=settings.name, number=settings.emergency.medical)
