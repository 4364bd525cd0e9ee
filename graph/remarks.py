"""What a turn leaves to be reacted to (a greeting, a line not understood), and whether it brought the talk further."""

from agents.repair.patterns import MISSES
from agents.state import ConversationState, Json
from agents.understanding.commands import Command, Repeat, RequestHuman, SmallTalk, Unclear


def remark_of(command: Command) -> str | None:
    """The remark that a command is worth: one of reception's manners, a pattern of repair, or `person`."""
    match command:
        case RequestHuman():
            return "person"
        case SmallTalk(kind="other", about=about):
            return about or "chat"
        case SmallTalk(kind=kind):
            return kind
        case Repeat(how=how):
            return how or "repeat"
        case Unclear(about=about) if about:
            return about
        case _:
            return None


def weighed(state: ConversationState, remarks: list[str], *, moved_on: bool, asks: bool) -> Json:
    """The turn's remarks with what they count for: misses, silences, and the number after an emergency.

    A turn that changed something clears the misses. One that only digressed (a question, a thank-you) leaves them
    as they were while a question waits.
    """
    if not (moved_on or asks or remarks):
        remarks = ["unclear"]
    in_hand = bool(state.get("tasks") or state.get("prompt"))
    missed = not moved_on and any(name in MISSES and (in_hand or name != "chat") for name in remarks)
    emergency_number = state.get("after_emergency")
    if missed and emergency_number:
        return _counted(["after_emergency"], missed=False, misses=0) | {"emergency_number": emergency_number}
    silences = state.get("silences", 0) + 1 if "silence" in remarks else 0
    if moved_on or not (missed or in_hand):
        return _counted(remarks, missed=False, misses=0) | {"silences": silences}
    misses = state.get("misses", 0) + missed
    return _counted(remarks, missed=missed, misses=misses) | {"silences": silences}


def _counted(remarks: list[str], *, missed: bool, misses: int) -> Json:
    return {"remarks": remarks, "missed": missed, "misses": misses, "silences": 0}
