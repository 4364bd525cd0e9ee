"""Lines understood as a wish that are a question first: who is in on a day, and what only the care team answers."""

from collections.abc import Sequence

from agents.answers.clinicians import about_clinicians
from agents.state import ConversationState, has_task
from agents.understanding.commands import AskQuestion, Command, SetSlot, StartTask
from clinic.models import Directory
from knowledge.advice import asks_in_form


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
