"""Who speaks, when it is nobody that one can go on with: a child, or a speaker of a language we do not have."""

from agents.prompts import say
from agents.repair.questions import stands
from agents.services import Services
from agents.state import ConversationState, Update
from agents.talking import saying


def child(state: ConversationState, services: Services) -> Update:
    """A child is on the line: ask for a grown-up and say the emergency number; the question waits for the grown-up."""
    number = services.settings.emergency.medical
    return saying(state, say("repair.child", number=number)) | stands(state)


def other_language(state: ConversationState, services: Services) -> Update:
    """Say which languages are spoken here, each in itself, and that a person can get an interpreter."""
    spoken = list(services.settings.languages)
    return saying(state, say("repair.other_language", languages=spoken)) | stands(state)
