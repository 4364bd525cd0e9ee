"""The tasks of a conversation while a turn's commands change them: begun, set aside, come back to, replaced, dropped."""

from dataclasses import dataclass, field

from agents.tasks import Task, task_id
from agents.understanding.commands import TaskKind

DEEPEST = 5
"""Tasks kept on the stack; older ones fall off the bottom."""


@dataclass
class TaskStack:
    """What a patient wants done, the task in hand last."""

    tasks: list[Task]
    conversation_id: str
    begun: int
    """How many tasks the conversation has had: the next one's number follows."""
    line: str
    """What the patient said in this turn."""
    asked_about: str | None
    """Id of the task that the open question is about."""
    taken_up: str | None = None
    """Id of the task that this turn began, or came back to, last."""
    changed: bool = False
    found_in_hand: str | None = field(init=False)
    """Id of the task that was in hand when this turn came."""

    def __post_init__(self) -> None:
        self.found_in_hand = self.tasks[-1].id if self.tasks else None

    def with_id(self, wanted: str | None) -> Task | None:
        return next((task for task in self.tasks if task.id == wanted), None)

    def current(self) -> Task | None:
        """The task that this turn is about: the one it took up, or is asked about, or else the one in hand."""
        named = self.with_id(self.taken_up or self.asked_about)
        return named or (self.tasks[-1] if self.tasks else None)

    def start(self, kind: TaskKind, *, another: bool = False) -> Task:
        """Come back to the task of that kind that is open, or begin one; `another` is begun in any case."""
        open_ones = [] if another else [task for task in self.tasks if task.kind == kind]
        task = open_ones[-1] if open_ones else None
        self._set_aside(but=task)
        task = self.bring_up(task) if task else self._begin(kind)
        self.taken_up = task.id
        return task

    def _set_aside(self, *, but: Task | None) -> None:
        """The task that was in hand when this turn came is interrupted by one that is begun now."""
        interrupted = None if but and but.id == self.found_in_hand else self.found_in_hand
        self.tasks = [
            task.model_copy(update={"interrupted": True}) if task.id == interrupted else task
            for task in self.tasks
        ]

    def _begin(self, kind: TaskKind) -> Task:
        self.changed = True
        self.begun += 1
        task = Task(id=task_id(self.conversation_id, self.begun), kind=kind).told_in(self.line)
        self.tasks = [*self.tasks, task][-DEEPEST:]
        return task

    def bring_up(self, task: Task) -> Task:
        """Take an open task in hand."""
        self.changed = True
        others = [each for each in self.tasks if each.id != task.id]
        task = task.model_copy(update={"interrupted": False})
        self.tasks = [*others, task]
        return task

    def first_things_first(self, started: list[Task]) -> None:
        """Several tasks begun in one message are done in the order in which they were said."""
        if len(started) > 1:
            order = {task.id: index for index, task in enumerate(started)}
            others = [task for task in self.tasks if task.id not in order]
            ours = sorted((t for t in self.tasks if t.id in order), key=lambda task: -order[task.id])
            self.tasks = [*others, *(task.model_copy(update={"interrupted": False}) for task in ours)]

    def replace(self, task: Task) -> None:
        """The task of the same id as it is now; the line is kept with it when it told something of it."""
        before = next(each for each in self.tasks if each.id == task.id)
        if task != before:
            self.changed = True
            task = task.told_in(self.line) if task.slots != before.slots else task
            self.tasks = [task if each.id == task.id else each for each in self.tasks]

    def drop(self) -> None:
        """Give up the task in hand."""
        self.changed = True
        self.tasks = self.tasks[:-1]

    def drop_all(self) -> None:
        self.changed = True
        self.tasks = []
