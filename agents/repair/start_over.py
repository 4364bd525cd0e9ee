"""Start over: asked once whether all that was told is dropped; who the patient is stays known either way."""

from agents.prompts import PromptOption
from agents.services import Services
from agents.state import ConversationState, Update
from agents.talking import asking, called


def start_over(state: ConversationState, _: Services) -> Update:
    """Say what would be dropped, the task in hand first, and wait for a yes."""
    prefix = f"o{state['turn']['number']}"
    options = tuple(
        PromptOption(
            id=f"{prefix}-{answer}", label_key=f"reception.{answer}", slot="start_over", value=answer
        )
        for answer in ("yes", "no")
    )
    return asking(
        state, "repair.ask_start_over", owner="reception", kind="confirm", options=options,
        tasks=[called(task) for task in reversed(state["tasks"])],
    )  # fmt: skip
