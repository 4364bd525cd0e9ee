"""The question that waits: whether there is one, put again, or left to stand without a word."""

from agents.prompts import Prompt, question_of
from agents.state import ConversationState, Update
from agents.talking import saying


def _before(state: ConversationState) -> Prompt | None:
    before = state.get("prompt_before")
    return Prompt.model_validate(before) if before else None


def has_question(state: ConversationState) -> bool:
    return bool(state.get("tasks") or state.get("prompt_before"))


def put_again(state: ConversationState) -> Update:
    """The last question once more. A task in hand puts its own, with the facts as they are now."""
    before = _before(state)
    if before is None or (state.get("tasks") and not _asked_once(before)):
        return {}
    return saying(state, question_of(before)) | {"prompt": state.get("prompt_before")}


def _asked_once(prompt: Prompt) -> bool:
    """Questions that no task puts again by itself: reception's, and what staff should know."""
    return prompt.owner == "reception" or prompt.key.startswith("handoff.")


def stands(state: ConversationState) -> Update:
    """The turn ends here, and the last question waits as before."""
    return {"remarks": ["pause"], "prompt": state.get("prompt_before")}
