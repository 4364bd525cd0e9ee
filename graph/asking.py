"""How a question is put when it comes again: after a miss, after a digression, or when it brought no answer so far.

Never the same words three times: rephrased first, then with options or examples, then a person takes over.
"""

from agents.prompts import Prompt, Saying, say
from agents.state import ConversationState
from agents.wording import Catalog

TOO_OFTEN = 3
"""Times that a question is put again in a row, whatever comes back, before a person takes over."""


def asks_the_same(state: ConversationState) -> bool:
    """The turn ends with the question that it began with, and the same options."""
    before, now = state.get("prompt_before"), state.get("prompt")
    if not before or not now:
        return False
    options = [[option["value"] for option in prompt["options"]] for prompt in (before, now)]
    return bool(before["key"] == now["key"] and options[0] == options[1])


SAID_AGAIN = frozenset({"repeat", "louder", "slower", "silence"})
"""Patterns that put the question once more because it was not heard."""


def digressed(state: ConversationState) -> bool:
    """The turn was about something beside the question: neither an answer to it, nor a miss, nor a repetition."""
    return not state.get("moved_on") and not state.get("missed") and state.get("mended") not in SAID_AGAIN


def times_again(state: ConversationState) -> int:
    """How often the question has been put again by the end of this turn; digressions do not count."""
    if not asks_the_same(state):
        return 0
    return state.get("asked_in_a_row", 0) + (not digressed(state))


def goes_round(state: ConversationState) -> bool:
    """The question would come once too often."""
    return times_again(state) > TOO_OFTEN


def variant_of(state: ConversationState, catalog: Catalog) -> str:
    """The words of the question that ends the turn: plain (""), `again`, `help` (options, examples), `back`, `slow`."""
    prompt = state.get("prompt")
    if not prompt:
        return ""
    plain = "slow" if state.get("pace") == "slow" else ""
    if not asks_the_same(state):
        return plain
    if state.get("missed"):
        return "again" if state.get("misses", 0) <= 1 else "help"
    short = "back" if _in_sight(state) and catalog.has(f"{prompt['key']}_back") else plain
    if digressed(state):
        return short if short != state.get("put_as", "") or short == "back" else "again"
    first = plain if state.get("mended") in SAID_AGAIN else short
    return (first, "again", "help")[min(times_again(state), 3) - 1]


def _in_sight(state: ConversationState) -> bool:
    """The patient still sees the options of the question."""
    return state["channel"] in ("web", "terminal")


def worded_as(key: str, variant: str, catalog: Catalog) -> str:
    """The catalog key of a question in a variant; `help` falls back to `again`, all fall back to the plain words."""
    for name in (variant, *(("again",) if variant == "help" else ())):
        if name and catalog.has(f"{key}_{name}"):
            return f"{key}_{name}"
    return key


def before_question(state: ConversationState, variant: str, catalog: Catalog) -> list[Saying]:
    """Where a question has no words with options or examples, the way to a person is the option."""
    prompt = Prompt.model_validate(state["prompt"]) if state.get("prompt") else None
    if prompt is None or variant != "help" or prompt.options or catalog.has(f"{prompt.key}_help"):
        return []
    return [Saying.model_validate(say("repair.or_a_person"))]
