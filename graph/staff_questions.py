"""A question that staff put to the patient about a request: which line of theirs is the answer, and where it goes.

The graph does not ask it: it came in between (graph.requests), and the runner tells with each turn that it is open. A
line that means something for what is in hand goes there; a wish of another kind, a question or a red flag goes its own
way, and the question stays open.
"""

from agents.prompts import say
from agents.state import ConversationState, Json, Update, current_prompt
from agents.talking import saying

_OTHER_BUSINESS = frozenset(
    {"ask_question", "request_human", "emergency", "cancel_task", "start_over", "small_talk"}
)
"""Commands that say that a line is no answer."""


def answer_to_staff(state: ConversationState) -> Update:
    """The turn's end where its line answers staff's open question; empty where it does not."""
    question = state["turn"].get("question")
    text = (state["turn"].get("text") or "").strip()
    if not question or not text or state.get("red_flag") or state.get("emergency"):
        return {}
    interpretation = state.get("interpretation") or {}
    commands: list[Json] = interpretation.get("commands") or []
    kinds = {command["command"] for command in commands}
    # "Five pills are left" sounds like a new wish for a refill: of the same kind it is the answer, and staff read it.
    same = (question.get("kind"), "message_care_team")
    if any(command["command"] == "start_task" and command["task"] not in same for command in commands):
        return {}
    prompt = current_prompt(state)
    is_for_prompt = prompt is not None and bool(kinds - {"unclear"})
    if kinds & _OTHER_BUSINESS or is_for_prompt:
        return {}
    return {
        **saying(state, say("reception.answer_passed_on")),
        "answers": [{"request_id": question["request_id"], "text": text}],
        "remarks": ["pause"],
        "misses": 0,
        "missed": False,
    }
