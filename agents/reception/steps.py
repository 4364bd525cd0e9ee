"""The nodes of reception: small talk, repair and the end of a conversation."""

from langgraph.runtime import Runtime

from agents.prompts import PromptOption, Saying, say
from agents.services import Services
from agents.state import ConversationState, Json, Update, identity_of
from agents.talking import asking, hand_to_staff, saying

PATIENCE = 3
"""Turns without progress before a person takes over: first rephrased, then options, then a person."""
MENU = ("book", "reschedule", "cancel_appointment", "message_care_team")
SIMPLE = {
    "thanks": "reception.welcome_thanks",
    "chat": "reception.chat",
    "dropped": "reception.dropped",
    "nothing_else": "reception.nothing_else",
    "language_switched": "reception.language_switched",
    "language_not_offered": "reception.language_not_offered",
    "impossible_date": "reception.impossible_date",
    "hello": "reception.hello",
    "which_one": "reception.which_one",
}


async def react(state: ConversationState) -> Update:
    """Say what each remark of this turn calls for. Remarks that end the turn leave no task behind."""
    update: Update = {"remarks": []}
    for remark in state.get("remarks", []):
        now: ConversationState = {**state, **update}  # type: ignore[typeddict-item]
        stuck = remark in ("which_one", "chat", "impossible_date") and state.get("misses", 0) >= PATIENCE
        if remark == "unclear" or stuck:
            update |= repair(now)
        elif remark == "after_emergency":
            number = state.get("emergency_number")
            update |= saying(now, say("reception.after_emergency", number=number)) | {"remarks": ["pause"]}
        elif remark == "goodbye":
            update |= goodbye(now)
        elif remark == "greeting" and not state.get("tasks"):
            update |= saying(now, say("reception.hello"))
        elif remark == "repeat" and not state.get("tasks"):
            update |= saying(now, *said_before(now))
        elif remark in SIMPLE:
            update |= saying(now, say(SIMPLE[remark]))
    return update


def goodbye(state: ConversationState) -> Update:
    """The patient leaves. With something open nothing is done about it, and the conversation can be taken up again."""
    if state.get("tasks"):
        return saying(state, say("reception.goodbye_open")) | {"remarks": ["pause"]}
    return saying(state, say("reception.goodbye")) | {"status": "closed"}


def said_before(state: ConversationState) -> list[Json]:
    """What the last turn said, to be said again."""
    messages = (state.get("outcome") or {}).get("messages") or []
    return [say("reception.verbatim", text=message["text"]) for message in messages]


def repair(state: ConversationState) -> Update:
    """Not understood: say sorry and ask again in other words, then show options, then pass on to a person."""
    misses = state.get("misses", 0)
    if misses >= PATIENCE:
        phone = identity_of(state).phone
        handed = hand_to_staff(state, reason="not understood three times", kind="message_care_team")
        return handed | saying(state, say("reception.going_round", phone=phone)) | {"tasks": [], "misses": 0}
    if state.get("tasks"):
        return saying(state, say("reception.not_understood"))
    if misses <= 1:
        return saying(state, Saying(kind="ask", key="reception.help").model_dump(mode="json"))
    return menu(state)


def menu(state: ConversationState) -> Update:
    """What can be done here, as options."""
    options = tuple(
        PromptOption(
            id=f"m{state['turn']['number']}-{kind}",
            label_key=f"reception.option_{kind}",
            slot="task",
            value=kind,
        )
        for kind in MENU
    )
    return asking(state, "reception.menu", owner="reception", kind="choose", slot="task", options=options)


def greeting(state: ConversationState, runtime: Runtime[Services]) -> Json:
    """The first words, in the clinic's own where clinic.yaml has them."""
    settings = runtime.context.settings
    words = settings.greeting.get(state["language"])
    if words:
        return say("reception.welcome", greeting=words)
    return say("reception.default_greeting", clinic=settings.name, number=settings.emergency.medical)
