"""Takes a turn's commands into the conversation: what was told, chosen, affirmed, corrected, begun and dropped.

Pure: state and commands in, changed fields out. Nothing is looked up and nothing is written here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agents.intake.slots import IDENTITY_SLOTS, with_told
from agents.prompts import Prompt, PromptOption
from agents.repair.meanwhile import without_gone
from agents.scheduling.offering import next_page
from agents.state import ConversationState, Identity, Update, current_prompt, identity_of
from agents.tasks import EITHER, OR, SCHEDULING_TASKS, Task, task_id
from agents.understanding.commands import (
    Affirm,
    AskQuestion,
    CancelTask,
    Choose,
    Command,
    Deny,
    OtherOptions,
    SetSlot,
    SmallTalk,
    StartTask,
    SwitchLanguage,
    TaskKind,
)
from agents.understanding.parsing.choices import by_position
from agents.understanding.words import Locale
from clinic.models import Directory
from clinic.settings.schema import ClinicSettings
from graph.in_context import answers_the_prompt, corrected_birthday, slots_told
from graph.remarks import remark_of, weighed
from graph.vocabulary import settled

IMPLIES_BOOKING = frozenset({"visit_type", "reason", "clinician", "date"})
"""Told without a task, these mean that a visit is wanted ("Dr. Osei on Tuesday?")."""
IMPLIES_UPDATE = frozenset({"insurance", "pharmacy"})
"""Told without a task, these are for staff to put on record ("my insurance is Aetna")."""
DEEPEST = 5
"""Tasks kept on the stack; older ones fall off the bottom."""
FOR_REACHING = frozenset({"phone", "email"})
HAS_NONE: dict[str, dict[str, object]] = {"phone": {"no_phone": True}, "code": {"code_wish": "none"}}
"""What a no to the question for it means."""


@dataclass
class Merge:
    """One turn's commands on their way into the state."""

    state: ConversationState
    settings: ClinicSettings
    directory: Directory
    now: datetime
    identity: Identity = field(init=False)
    tasks: list[Task] = field(init=False)
    begun: int = field(init=False)
    prompt: Prompt | None = field(init=False)
    told: dict[str, str] = field(default_factory=dict)
    target: str | None = None
    questions: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    update: dict[str, Any] = field(default_factory=dict)
    moved_on: bool = False
    """Something changed: the conversation made progress."""
    changed_search: bool = False

    def __post_init__(self) -> None:
        self.identity = identity_of(self.state)
        waiting = [Task.model_validate(task).at(self.now) for task in self.state.get("tasks") or []]
        self.tasks = [without_gone(task, self.settings, self.directory) for task in waiting]
        if any(
            task.slots.keys() < before.slots.keys() for task, before in zip(self.tasks, waiting, strict=True)
        ):
            self.remarks.append("no_longer_offered")
        self.begun = self.state.get("tasks_begun", 0)
        self.prompt = current_prompt(self.state)

    def take(self, commands: list[Command]) -> Update:
        """All commands, in the order said; yes and no last, since a yes with a change is not a yes."""
        answers = [command for command in commands if isinstance(command, Affirm | Deny)]
        started: list[Task] = []
        for command in commands:
            if isinstance(command, StartTask):
                if not answers_the_prompt(command.task, commands, self.prompt, self._current()):
                    started.append(self._start(command.task, restart=bool(started)))
            elif not isinstance(command, Affirm | Deny):
                self._one(command, commands)
        if not any(isinstance(command, Choose) for command in commands):
            self._pick_by_place()
        self._tell_identity()
        for answer in answers:
            self._answer(yes=isinstance(answer, Affirm), alone=len(commands) == 1)
        self._first_things_first(started)
        return self._result()

    def _one(self, command: Command, commands: list[Command]) -> None:
        match command:
            case SetSlot():
                self._set(command, commands)
            case Choose(index=index):
                self._choose(index)
            case OtherOptions():
                self._other_options()
            case AskQuestion(text=text):
                self.questions.append(text)
            case CancelTask():
                self._drop()
            case SwitchLanguage(language=language):
                self._speak(language)
            case _:  # emergencies are taken before anything else (graph/supervisor.py)
                remark = remark_of(command)
                self.remarks += [remark] if remark else []

    # Tasks

    def _start(self, kind: TaskKind, *, restart: bool) -> Task:
        """Begin a task, or come back to the one of that kind that is open."""
        self.moved_on = True
        open_one = next((task for task in reversed(self.tasks) if task.kind == kind), None)
        self._set_aside(but=open_one if not restart else None)
        if open_one and not restart:
            open_one = open_one.model_copy(update={"interrupted": False})
            self.tasks = [*(task for task in self.tasks if task.id != open_one.id), open_one]
            self.target = open_one.id
            return open_one
        self.begun += 1
        task = Task(id=task_id(self.state["conversation_id"], self.begun), kind=kind).told_in(self._line())
        self.tasks = [*self.tasks, task][-DEEPEST:]
        self.target = task.id
        return task

    def _set_aside(self, *, but: Task | None) -> None:
        """The task that was in hand when this turn came is interrupted by one that is begun now."""
        before = self.state.get("tasks") or []
        in_hand = before[-1]["id"] if before else None
        self.tasks = [
            task.model_copy(update={"interrupted": True})
            if task.id == in_hand and (but is None or task.id != but.id)
            else task
            for task in self.tasks
        ]

    def _first_things_first(self, started: list[Task]) -> None:
        """Several tasks begun in one message are done in the order in which they were said."""
        if len(started) > 1:
            order = {task.id: index for index, task in enumerate(started)}
            others = [task for task in self.tasks if task.id not in order]
            ours = sorted((t for t in self.tasks if t.id in order), key=lambda task: -order[task.id])
            self.tasks = [*others, *ours]

    def _current(self) -> Task | None:
        wanted = self.target or (self.prompt.task_id if self.prompt else None)
        named = next((task for task in self.tasks if task.id == wanted), None)
        return named or (self.tasks[-1] if self.tasks else None)

    def _line(self) -> str:
        return str(self.state["turn"].get("text") or "")

    def _replace(self, task: Task) -> None:
        before = next(each for each in self.tasks if each.id == task.id)
        if task != before:
            self.moved_on = True
            task = task.told_in(self._line()) if task.slots != before.slots else task
            self.tasks = [task if each.id == task.id else each for each in self.tasks]

    def _drop(self) -> None:
        """Give up the task in hand; with none, "cancel it" means the visit that was just made."""
        self.moved_on = True
        last_visit = self.state.get("last_visit")
        if self.tasks:
            self.tasks = self.tasks[:-1]
            self.remarks.append("dropped")
        elif last_visit:
            task = self._start("cancel_appointment", restart=False)
            self._replace(task.with_slot("appointment", last_visit))
        elif not self.begun:
            self._start("cancel_appointment", restart=False)  # "cancel", as the first thing said
        else:
            self.remarks.append("nothing_else")

    # Slots

    def _set(self, told: SetSlot, commands: list[Command]) -> None:
        slot, value = told.slot, told.value
        if self._is_of_another_person(slot, commands):
            self._replace(self.tasks[-1].with_slot(slot, value))
            return
        if slot in IDENTITY_SLOTS and not (slot in FOR_REACHING and self.identity.patient):
            self.told[slot] = value
            return
        birthday = corrected_birthday(value, self.state["turn"]["text"], self.prompt, self.identity)
        if slot == "date" and birthday:
            self.told["birth_date"] = birthday
            return
        task = self._current()
        if task is None and slot == "date" and self._goes_on_asking(commands):
            return
        polite = any(isinstance(command, SmallTalk | Deny) for command in commands)
        if task is None and slot in IMPLIES_BOOKING and not polite:
            task = self._start("book", restart=False)
        if task is None and slot in IMPLIES_UPDATE:
            task = self._start("update_contact", restart=False)
        known = settled(slot, value, self.settings, self.directory)
        if task is None or known is None or self._was_then(told):
            return
        if slot == "visit_type" and task.slot(slot) and "reason" in slots_told(commands):
            return  # read from the complaint: no reason to drop the kind of visit that was asked for
        before = task.slot(slot)
        either = told.joined == "or" and slot in EITHER and before not in (None, "any", known)
        changed = task.with_slot(slot, f"{before}{OR}{known}" if either else known)
        self.changed_search |= changed != task
        self._replace(changed)

    def _is_of_another_person(self, slot: str, commands: list[Command]) -> bool:
        """ "One for me and one for my son Leo": what follows the second task is about whom that task is for."""
        begun = [command for command in commands if isinstance(command, StartTask)]
        if slot not in IDENTITY_SLOTS or not self.tasks or not self.target:
            return False
        second = len(begun) > 1 or (self.identity.patient is not None and not self.identity.person)
        own_task = self.tasks[-1]
        return (
            second
            and own_task.id == self.target
            and (slot == "person" or own_task.slot("person") is not None)
        )

    def _was_then(self, told: SetSlot) -> bool:
        """ "I fainted last week and want to be seen": a day gone by that nobody asked for is when it happened."""
        today = self.now.astimezone(self.settings.zone).date().isoformat()
        asked = self.prompt is not None and self.prompt.slot in ("date", "offer")
        return told.slot == "date" and not asked and told.value != "any" and told.value[-10:] < today

    def _goes_on_asking(self, commands: list[Command]) -> bool:
        """ "And on Friday?" after a question about the clinic asks the same of another day."""
        before = self.state.get("last_question")
        if not before or len(commands) > 1:
            return False
        self.questions.append(f"{self.state['turn']['text']} {before}")
        return True

    def _tell_identity(self) -> None:
        if self.told:
            identity = with_told(self.identity, self.told)
            self.moved_on |= identity != self.identity
            self.identity = identity

    # Answers to the last prompt

    def _choose(self, index: int) -> None:
        if self.prompt and 0 <= index < len(self.prompt.options):
            self._pick(self.prompt.options[index])
        elif self.prompt is None or not self.prompt.options:
            self._choose_told_visit(index)

    def _pick_by_place(self) -> None:
        """The place in a list told before: of the visits ("cancel the second one"), or at the read-back of the offers.

        "No sorry, the first one" at a read-back is neither a yes nor a plain no: the other time is read back.
        """
        told = self.state.get("told_visits") or []
        if told and self.target:
            self._choose_told_visit(self._place_of(len(told), none=len(told)))
        task = self._current()
        at_read_back = self.prompt and self.prompt.kind == "confirm" and self.prompt.owner == "task"
        if not (at_read_back and task and len(task.offers) > 1) or self.changed_search:
            return
        place = self._place_of(len(task.offers), none=-1)
        if place >= 0 and task.offers[place].slot_id != task.slot("offer"):
            self._replace(task.with_slot("offer", task.offers[place].slot_id))
            self.changed_search = True

    def _place_of(self, count: int, *, none: int) -> int:
        """The index that the line tells as a place in a list of `count`; `none` when it tells none."""
        locale: Locale = "es" if self.state.get("language") == "es" else "en"
        place = by_position(self._line(), locale, count)
        return none if place is None else place

    def _choose_told_visit(self, index: int) -> None:
        """ "Cancel the second one", after the visits were told: the one at that place of the list."""
        told = self.state.get("told_visits") or []
        task = self._current()
        if task and task.kind in ("cancel_appointment", "reschedule") and -1 <= index < len(told):
            self._replace(task.with_slot("appointment", told[index]))

    def _answer(self, *, yes: bool, alone: bool) -> None:
        """A bare yes or no. It counts for what was asked, unless the same line changed something."""
        prompt = self.prompt
        if prompt and prompt.slot in HAS_NONE and prompt.owner == "identity" and not yes:
            self.identity = self.identity.model_copy(update=HAS_NONE[prompt.slot])
            self.moved_on = True
            return
        if prompt and prompt.slot == "resume" and not yes:
            self._pick(prompt.options[-1])
            return
        if prompt is None or prompt.kind == "slot":
            if not self.state.get("tasks") and not self.moved_on and not self.questions:
                self.remarks.append("hello" if yes else "nothing_else")
            return
        if self.changed_search or prompt.owner == "emergency":
            return
        if prompt.kind == "confirm":
            self._pick(prompt.options[0 if yes else 1])
        elif yes and len(prompt.options) == 1:
            self._pick(prompt.options[0])
        elif yes and alone:
            self.remarks.append("which_one")
        elif not yes and alone:
            self._other_options()

    def _pick(self, option: PromptOption) -> None:
        owner = self.prompt.owner if self.prompt else "task"
        self.moved_on = True
        if owner == "identity":
            self.identity = self.identity.model_copy(update={option.slot: option.value})
        elif owner == "reception":
            self._picked_at_reception(option)
        elif owner == "task" and (task := self._current()):
            filled = task.with_slot(option.slot, option.value)
            for slot, value in option.also.items():
                filled = filled.with_slot(slot, value)
            self._replace(filled)

    def _picked_at_reception(self, option: PromptOption) -> None:
        if option.slot == "task":
            kinds: dict[str, TaskKind] = {
                "book": "book",
                "reschedule": "reschedule",
                "cancel_appointment": "cancel_appointment",
            }
            if option.value in kinds:
                self._start(kinds[option.value], restart=False)
            else:
                self.remarks.append("person")
        elif option.slot == "resume":
            self._go_on_with(option.value)
        elif option.slot == "pass_on":
            task = self._start("message_care_team", restart=False)
            self._replace(task.with_slot("reason", option.value))
        else:
            self.remarks.append("nothing_else")

    def _go_on_with(self, task_id: str) -> None:
        """The interrupted task that the patient picked comes up; with none of them picked all are dropped."""
        picked = [task for task in self.tasks if task.id == task_id]
        if not picked:
            self.tasks = []
            self.remarks.append("dropped")
            return
        others = [task for task in self.tasks if task.id != task_id]
        self.tasks = [*others, picked[0].model_copy(update={"interrupted": False})]

    def _other_options(self) -> None:
        if self.prompt and self.prompt.slot == "code":
            self.identity = self.identity.model_copy(update={"code_wish": "again"})
            self.moved_on = True
            return
        task = self._current()
        if task and task.kind in SCHEDULING_TASKS and task.offers and not self.changed_search:
            self._replace(next_page(task))

    def _speak(self, language: str) -> None:
        self.moved_on = True
        if language in self.settings.languages:
            self.update["language"] = language
            self.remarks.append("language_switched")
        else:
            self.remarks.append("language_not_offered")

    def _result(self) -> Update:
        now: ConversationState = {
            **self.state,
            "tasks": [task.model_dump(mode="json") for task in self.tasks],
        }
        weighed_up = weighed(now, self.remarks, moved_on=self.moved_on, asks=bool(self.questions))
        return {
            **self.update,
            **weighed_up,
            "identity": self.identity.model_dump(mode="json"),
            "tasks": now["tasks"],
            "tasks_begun": self.begun,
            "questions": self.questions,
            "after_emergency": None,
            "last_question": None,
            "moved_on": self.moved_on,
            "prompt": None,
            "prompt_before": self.state.get("prompt"),
            "merged": True,
        }
