"""Lines understood as a wish that are a question first: who is in on a day, and what only the care team answers."""

import re
from collections.abc import Sequence

from agents.answers.clinicians import about_clinicians
from agents.answers.languages import language_asked_in
from agents.services import Services
from agents.state import ConversationState, has_task
from agents.understanding.commands import COMMANDS, AskQuestion, Command, SetSlot, StartTask, Unclear
from clinic.models import Directory
from knowledge.advice import asks_in_form
from knowledge.search import Asked

MAY_BE_ASKED_OF = frozenset({"records", "billing", "results", "refill", "referral", "message_care_team"})
"""Tasks that questions about how the clinic does things are taken for ("how much are paper copies of my chart?")."""
SURE = 0.75
"""How likely a document has to answer, for a line to be a question although it was understood as something else."""
_IN_FORM = re.compile(
    r"^\W*(?:and |so |y )?(?:how (?:long|much|many|often|far|soon)|what(?:'s| is| are| does| do| happens)|where|which|"
    r"who|when (?:do|does|is|are|can)|do you|does|is there|are there|do i (?:need|have to)|"
    r"can i (?:bring|have|eat|drink|shower|drive|clean|wear|take an?)|cu[aá]nt|cu[aá]ndo|d[oó]nde|qu[eé] |qui[eé]n|hay |"
    r"tengo que|puedo (?:llevar|comer|beber|tomar agua|tomar caf[eé]|ducharme))",
    re.IGNORECASE,
)
_OF_THEIR_OWN = re.compile(r"\b(?:my|mine|mis?|our)\b", re.IGNORECASE)
FEWEST_WORDS = 4


async def as_documents_answer(state: ConversationState, services: Services) -> list[Command]:
    """What was understood, or the line as a question: where it has the form of one and a document surely answers it."""
    understood = COMMANDS.validate_python((state.get("interpretation") or {}).get("commands") or [])
    line = state["turn"].get("text") or ""
    if services.knowledge is None or not _may_be_question(understood, state, line):
        return understood
    today = services.clock.now().astimezone(services.settings.zone).date()
    found = await services.knowledge.answer(
        Asked(line, today, language_asked_in(line, state["language"], services.settings.languages))
    )
    sure = found.kind == "answered" and found.likelihood >= SURE
    return [AskQuestion(text=line)] if sure else understood


def _may_be_question(understood: Sequence[Command], state: ConversationState, line: str) -> bool:
    in_hand = has_task(state) or state.get("prompt") or state.get("red_flag")
    if in_hand or len(line.split()) < FEWEST_WORDS or not _IN_FORM.search(line) or _OF_THEIR_OWN.search(line):
        return False
    unclear = len(understood) == 1 and isinstance(understood[0], Unclear) and not understood[0].about
    begun = [command.task for command in understood if isinstance(command, StartTask)]
    only = all(isinstance(command, StartTask | SetSlot) for command in understood)
    return unclear or (len(begun) == 1 and only and begun[0] in MAY_BE_ASKED_OF)


def with_questions(
    commands: Sequence[Command], state: ConversationState, directory: Directory
) -> list[Command]:
    """The commands of the turn, with the line as a question where it is one.

    "Is Dr. Osei in on Friday?" asks and books nothing. "Should I stop my pills?" is a message to the care team, and the
    patient hears so before anything is asked of them.
    """
    line = state["turn"].get("text") or ""
    begun = [command.task for command in commands if isinstance(command, StartTask)]
    values = all(isinstance(command, StartTask | SetSlot) for command in commands)
    asks = line.rstrip().endswith("?") or line.lstrip().startswith("¿")
    free = not has_task(state) and not state.get("prompt")
    if begun == ["book"] and values and free and (asks or _asks(line)) and about_clinicians(line, directory):
        return [AskQuestion(text=line)]
    if begun == ["message_care_team"] and (asks or asks_in_form(line)):
        return [*commands, SetSlot(slot="reason", value=line), AskQuestion(text=line)]
    return list(commands)


def _asks(line: str) -> bool:
    return (
        line.lower()
        .lstrip()
        .startswith(("is ", "does ", "do ", "which ", "who ", "when ", "will ", "esta ", "está "))
    )
