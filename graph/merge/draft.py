"""The conversation as this turn's commands leave it so far: read from the state, and written back as an update."""

from dataclasses import dataclass, field
from datetime import datetime

from agents.prompts import Prompt
from agents.repair.meanwhile import without_gone
from agents.state import ConversationState, Identity, Update, current_prompt, identity_of
from agents.tasks import Task
from agents.understanding.commands import Command
from clinic.models import Directory
from clinic.settings.schema import ClinicSettings
from graph.merge.stack import TaskStack
from graph.remarks import weighed


@dataclass
class Draft:
    """Found: the state, the commands and the clinic. Changed while they are taken: the other fields."""

    state: ConversationState
    commands: list[Command]
    settings: ClinicSettings
    directory: Directory
    now: datetime
    prompt: Prompt | None = field(init=False)
    """The question that was open when this turn came."""
    stack: TaskStack = field(init=False)
    started: list[Task] = field(default_factory=list)
    """The tasks that the patient named, in the order said."""
    identity: Identity = field(init=False)
    told: dict[str, str] = field(default_factory=dict)
    """Particulars of the patient, kept until all are told: together they may mean another person."""
    questions: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fell_away: list[str] = field(default_factory=list)
    """What the clinic no longer has of what was told or offered: slots, or "offer"."""
    joins: str | None = None
    """Id of the earlier conversation to go on with."""
    language: str | None = None
    """The language to go on in, if another one was wished for."""
    progressed: bool = False
    """Something other than a task changed."""
    changed_search: bool = False
    """A wish for a time changed: a yes in the same line is no yes to what was read back."""

    def __post_init__(self) -> None:
        self.identity = identity_of(self.state)
        self.prompt = current_prompt(self.state)
        tasks = [Task.model_validate(task).at(self.now) for task in self.state.get("tasks") or []]
        tasks = [self._still_had(task) for task in tasks]
        self.stack = TaskStack(
            tasks=tasks,
            conversation_id=self.state["conversation_id"],
            begun=self.state.get("tasks_begun", 0),
            line=self.line,
            asked_about=self.prompt.task_id if self.prompt else None,
        )

    def _still_had(self, task: Task) -> Task:
        """The task without what the clinic no longer has; a yes to something that fell away is no yes."""
        kept, lost = without_gone(task, self.settings, self.directory)
        self.fell_away += [each for each in lost if each not in self.fell_away]
        self.changed_search |= bool(lost)
        return kept

    @property
    def line(self) -> str:
        """What the patient said in this turn."""
        return str(self.state["turn"].get("text") or "")

    @property
    def moved_on(self) -> bool:
        """Something changed: the conversation made progress."""
        return self.progressed or self.stack.changed

    def identify(self, identity: Identity) -> None:
        """Who the patient says to be, as told by now."""
        self.progressed |= identity != self.identity
        self.identity = identity

    def speak(self, language: str) -> None:
        """Go on in another language, where the clinic has it."""
        self.progressed = True
        if language in self.settings.languages:
            self.language = language
            self.remarks.append("language_switched")
        else:
            self.remarks.append("language_not_offered")

    def update(self) -> Update:
        """The changed fields of the state. An option that was tapped may be one that the clinic no longer has."""
        self.stack.tasks = [self._still_had(task) for task in self.stack.tasks]
        remarks = [*self.remarks, *(["no_longer_offered"] if self.fell_away else [])]
        tasks = [task.model_dump(mode="json") for task in self.stack.tasks]
        now: ConversationState = {**self.state, "tasks": tasks}
        language = {"language": self.language} if self.language else {}
        return {
            **language,
            **weighed(now, remarks, moved_on=self.moved_on, asks=bool(self.questions)),
            "identity": self.identity.model_dump(mode="json"),
            "tasks": tasks,
            "tasks_begun": self.stack.begun,
            "questions": self.questions,
            "fell_away": self.fell_away,
            "joins": self.joins,
            "after_emergency": None,
            "last_question": None,
            "moved_on": self.moved_on,
            "prompt": None,
            "prompt_before": self.state.get("prompt"),
            "merged": True,
        }
