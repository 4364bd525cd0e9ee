"""On the phone, "this number" answers the question for a phone number. Pure.

It is told like any number and proves as little: who says it knows the number that they call from. It spares ten
digits, which recognition mishears more often than anything else.
"""

import re

from agents.state import ConversationState, current_prompt
from agents.understanding.commands import Command, SetSlot
from agents.understanding.parsing.text import fold

_THIS_ONE = re.compile(
    r"(?:\b(?:this|the same|my) (?:one|number|phone|line)\b|\b(?:i'?m|i am) (?:calling|using|on)\b|\bcalling from\b"
    r"|\beste(?: mismo)?(?: numero| telefono)?\b|\bdel que (?:llamo|estoy llamando)\b|\bel mismo\b)"
)
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


def with_own_number(state: ConversationState, commands: list[Command]) -> list[Command]:
    """The commands of a line; those of "this number" where a phone number is asked for and the call shows one."""
    prompt = current_prompt(state)
    words = fold(state["turn"].get("text") or "")
    caller = state.get("caller", "")
    is_asked = prompt is not None and prompt.slot == "phone" and state["channel"] == "voice"
    told = any(isinstance(command, SetSlot) and command.slot == "phone" for command in commands)
    if not is_asked or told or not _NUMBER.fullmatch(caller) or not _THIS_ONE.search(words):
        return commands
    others = [command for command in commands if isinstance(command, SetSlot)]
    return [*others, SetSlot(slot="phone", value=caller)]
