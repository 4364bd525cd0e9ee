"""What each command does to the conversation, as one table, and the order in which a turn's commands are taken."""

from dataclasses import dataclass
from datetime import datetime

from agents.state import ConversationState, Update
from agents.understanding.commands import (
    Affirm,
    AskQuestion,
    CancelTask,
    Choose,
    Command,
    Deny,
    OtherOptions,
    SetSlot,
    StartOver,
    StartTask,
    SwitchLanguage,
)
from clinic.models import Directory
from clinic.settings.schema import ClinicSettings
from graph.merge.answers import answer, choose, other_options
from graph.merge.beginnings import begin, give_up, start_over
from graph.merge.draft import Draft
from graph.merge.own_words import without_own_words
from graph.merge.places import choose_by_place
from graph.merge.values import tell, tell_identity
from graph.remarks import remark_of


@dataclass(frozen=True)
class Merge:
    """A conversation's state, as a turn finds it at `now` (zone-aware), about to take that turn's commands."""

    state: ConversationState
    settings: ClinicSettings
    directory: Directory
    now: datetime

    def take(self, commands: list[Command]) -> Update:
        """All commands, in the order said; yes and no last, since a yes with a change is not a yes."""
        draft = Draft(self.state, commands, self.settings, self.directory, self.now)
        commands = without_own_words(draft)
        answers = [command for command in commands if isinstance(command, Affirm | Deny)]
        for command in commands:
            if command not in answers:
                take_in(command, draft)
        choose_by_place(draft)
        tell_identity(draft)
        for command in answers:
            take_in(command, draft)
        draft.stack.first_things_first(draft.started)
        draft.remarks += ["in_order"] if len(draft.started) > 1 else []
        return draft.update()


def take_in(command: Command, draft: Draft) -> None:
    """One command: a row for each kind."""
    match command:
        case StartTask(task=kind):
            begin(kind, draft)
        case CancelTask():
            give_up(draft)
        case StartOver():
            start_over(draft)
        case SetSlot():
            tell(command, draft)
        case Choose(index=index):
            choose(index, draft)
        case OtherOptions():
            other_options(draft)
        case Affirm():
            answer(draft, yes=True)
        case Deny():
            answer(draft, yes=False)
        case AskQuestion(text=text):
            draft.questions.append(text)
        case SwitchLanguage(language=language):
            draft.speak(language)
        case _:  # emergencies are taken before anything else (graph/supervisor.py)
            remark = remark_of(command)
            draft.remarks += [remark] if remark else []
