"""Cannot handle: the line brought nothing to act on, said with its reason; the question then comes in other words.

The words of the question itself are chosen in graph/asking.py: rephrased after the first miss, with options or
examples after the second.
"""

from collections.abc import Callable

from agents.prompts import PromptOption, Saying, say
from agents.repair.questions import has_question, put_again
from agents.services import Services
from agents.state import ConversationState, Update, identity_of
from agents.talking import asking, hand_all_to_staff, hand_to_staff, saying

SAYS_SOMETHING = 3
"""Words from which on a line may be an addition to what went to staff before."""
MENU = ("book", "reschedule", "cancel_appointment", "message_care_team")


def not_understood(state: ConversationState, _: Services) -> Update:
    """Say sorry; the question in hand follows. With nothing in hand say what can be done here, then show a menu."""
    if has_question(state):
        return said_and_asked(state, "repair.not_understood")
    return from_the_start(state)


def words(key: str) -> Callable[[ConversationState, Services], Update]:
    """The reaction that is no more than a sentence before the question that waits."""

    def react(state: ConversationState, _: Services) -> Update:
        return said_and_asked(state, key)

    return react


def said_and_asked(state: ConversationState, key: str, **params: object) -> Update:
    """A sentence, and then the question that waits."""
    said: ConversationState = {**state, **saying(state, say(key, **params))}  # type: ignore[typeddict-item]
    return {"said": said["said"]} | put_again(said)


def from_the_start(state: ConversationState) -> Update:
    """Nothing is in hand: what can be done here in a sentence, then as options.

    After something went to staff, a line that says more than a few words may belong to it: that is asked.
    """
    line = state["turn"].get("text") or ""
    if state.get("passed_on") and state.get("misses", 0) <= 1 and len(line.split()) >= SAYS_SOMETHING:
        return _ask_to_add(state, line)
    if state.get("misses", 0) <= 1:
        return saying(state, Saying(kind="ask", key="repair.help").model_dump(mode="json"))
    prefix = f"m{state['turn']['number']}"
    options = tuple(
        PromptOption(id=f"{prefix}-{kind}", label_key=f"repair.option_{kind}", slot="task", value=kind)
        for kind in MENU
    )
    return asking(state, "repair.menu", owner="reception", kind="choose", slot="task", options=options)


def _ask_to_add(state: ConversationState, line: str) -> Update:
    prefix = f"p{state['turn']['number']}"
    options = (
        PromptOption(id=f"{prefix}-yes", label_key="reception.yes", slot="pass_on", value=line),
        PromptOption(id=f"{prefix}-no", label_key="reception.no", slot="confirmed", value="no"),
    )
    return asking(state, "repair.ask_to_add", owner="reception", kind="confirm", options=options)


def unsure(state: ConversationState, _: Services) -> Update:
    """ "I don't know": no answer, and above all no no."""
    return said_and_asked(state, "repair.unsure") if has_question(state) else from_the_start(state)


def misunderstood(state: ConversationState, _: Services) -> Update:
    """ "That's not what I asked": sorry, and what was understood, so that it can be put right."""
    tasks = state.get("tasks") or []
    return said_and_asked(state, "repair.misunderstood", kind=tasks[-1]["kind"] if tasks else None)


def person_takes_over(state: ConversationState) -> Update:
    """Going round in circles: all that is in hand goes to staff with everything known; a number is asked for."""
    phone = identity_of(state).phone
    reason, kind = "not understood three times", "message_care_team"
    hand = hand_all_to_staff if state.get("tasks") else hand_to_staff
    left: Update = hand(state, reason=reason, kind=kind) | {
        "tasks": [], "misses": 0, "asked_in_a_row": 0, "prompt": None, "remarks": ["pause"],
    }  # fmt: skip
    words = say("repair.going_round", phone=phone)
    if phone or state.get("callback"):
        return left | saying(state, words) | {"callback": False}
    idle: ConversationState = {**state, "tasks": []}
    ask = asking(idle, "handoff.ask_callback", owner="identity", slot="phone", before=(words,))
    return left | ask | {"callback": True}
