"""The phone of who speaks in a conversation, for a text message that says that somebody wrote there."""

from typing import Any, Protocol

from agents.state import Identity


class States(Protocol):
    """What is needed of the graph (graph.conversations has it)."""

    async def state(self, conversation_id: str) -> dict[str, Any]: ...


async def phone_of(conversations: States, conversation_id: str) -> str:
    """E.164: the one on file of whoever speaks, else the one they told; "" where none is known."""
    state = await conversations.state(conversation_id)
    said_by = state.get("speaker") if state.get("acting_for") else state.get("identity")
    speaker = Identity.model_validate(said_by or {})
    on_file = next(iter(speaker.patient.phones), "") if speaker.patient else ""
    return on_file or speaker.phone or ""
