"""Silence: said again, then "are you still there?", then a polite close. Nothing is ever done on a silence."""

from agents.prompts import say
from agents.repair.questions import stands
from agents.repair.recall import repeat
from agents.services import Services
from agents.state import ConversationState, Update
from agents.talking import saying

CLOSES_AFTER = 3
"""Silences in a row after which a call is ended; a written conversation only rests, for it can be taken up later."""


def silence(state: ConversationState, services: Services) -> Update:
    silences = state.get("silences", 0)
    if silences < CLOSES_AFTER - 1:
        return repeat(state, services)
    if silences == CLOSES_AFTER - 1:
        return saying(state, say("repair.still_there")) | stands(state)
    unfinished = bool(state.get("tasks"))
    if state["channel"] != "voice":
        return saying(state, say("repair.rests", unfinished=unfinished)) | stands(state)
    return saying(state, say("repair.hangs_up", unfinished=unfinished)) | {"status": "closed", "prompt": None}


def take_your_time(state: ConversationState, _: Services) -> Update:
    """ "One moment": the question stands and is not put again."""
    return saying(state, say("repair.take_your_time")) | stands(state)
