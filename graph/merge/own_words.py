"""Questions whose answer is what the patient says, word by word: the line is taken down, and not read as a command."""

from agents.prompts import Prompt
from agents.tasks import LONGEST_LINE, Task
from agents.understanding.commands import (
    AskQuestion,
    CancelTask,
    Choose,
    Command,
    Repeat,
    RequestHuman,
    SetSlot,
    SmallTalk,
    StartOver,
    StartTask,
    SwitchLanguage,
    Unclear,
)
from graph.merge.draft import Draft

_KEPT = frozenset({"medicine", "pharmacy", "phone", "specialty"})
"""Values that such a line may tell beside; a day or time in it ("two weeks left") is no wish for a visit."""
_SAME_MATTER = frozenset({"message_care_team", "request_status"})
"""What trouble with a medicine sounds like when it is told in answer to our own question."""


def without_own_words(draft: Draft) -> list[Command]:
    """The commands that are left to take, once the line has answered a question for the patient's own words."""
    prompt, task = draft.prompt, draft.stack.current()
    line = draft.line.strip()[:LONGEST_LINE]
    if prompt is None or task is None or not prompt.taken_as or not line:
        return draft.commands
    if any(_is_other_business(each, task, prompt) for each in draft.commands):
        return draft.commands
    told = [each for each in draft.commands if isinstance(each, SetSlot) and each.slot in _KEPT]
    answered = task.with_slot(prompt.taken_as, line)
    draft.stack.replace(answered if answered != task else task.told_in(line))
    draft.progressed = True
    return [*told]


def _is_other_business(command: Command, task: Task, prompt: Prompt) -> bool:
    match command:
        case StartTask(task=kind):
            return kind != task.kind and kind not in _SAME_MATTER
        case Unclear(about="already_told") if prompt.slot == "pharmacy":
            return False  # "same as always"
        case Unclear(about=about):
            return about not in ("", "unsure", "impossible_date", "misunderstood", "contradiction")
        case SmallTalk(kind=kind):
            return kind in ("thanks", "goodbye", "greeting")
        case Choose():
            return bool(prompt.options)
        case _:
            return isinstance(
                command, AskQuestion | CancelTask | RequestHuman | Repeat | StartOver | SwitchLanguage
            )
