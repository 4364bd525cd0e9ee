"""What a refill needs, what of it the patient has told, and which step comes next.

Slots beside those that understanding fills: `medicine_words`, `left`, `pharmacy_words` (answers as said), `listed` (what
the look-up came to), `medication` (ids of the prescriptions meant, by spaces), `names` and `unlisted` (by SEPARATOR).
"""

from langgraph.graph import END

from agents.refills.supply import days_left
from agents.state import ConversationState, current_task
from agents.tasks import Task
from agents.understanding.medicines import find_medicine
from agents.understanding.parsing.text import fold
from agents.understanding.parsing.yes_no import read_yes_no
from agents.understanding.words import Locale
from clinic.refills import Problem, problems_in

SEPARATOR = " | "
PROVEN = frozenset({"meant", "open", "unread"})
"""Outcomes of the look-up for somebody who is surely the patient: only they are asked more, and shown anything."""


async def next_step(state: ConversationState) -> str:
    """The node that comes next; derived from what is filled, never stored."""
    task = current_task(state, Task)
    language: Locale = "es" if state["language"] == "es" else "en"
    if task.slot("listed") is None:
        return "look_up_medicines"
    if _wants_medicine(task):
        return "ask_medicine"
    if task.slot("listed") not in PROVEN:
        return "pass_on"
    if _may_correct(task, language):
        return "read_answer"
    if task.slot("medication") and task.slot("visit") is None:
        return "look_at_facts"
    if is_urgent(task, language):
        return "pass_on"  # nobody is kept with questions who has a side effect or has run out
    if task.slot("left") is None and days_of(task, language) is None:
        return "ask_left"
    if task.slot("on_file") and not (task.slot("pharmacy") or task.slot("pharmacy_words")):
        return "ask_pharmacy"
    return "pass_on"


def _may_correct(task: Task, language: Locale) -> bool:
    """The answer to how much is left names a medicine and no days."""
    answer = task.slot("left")
    if not answer or task.slot("left_read") or days_left(answer, language, asked=True) is not None:
        return False
    return find_medicine(answer, ()) is not None


async def onward(state: ConversationState) -> str:
    """After a node: on, until the patient is asked something or the request is passed on."""
    if state.get("prompt") or not state["tasks"] or state["tasks"][-1]["kind"] != "refill":
        return END
    if current_task(state, Task).slot("listed") is None and not current_task(state, Task).slot(
        "medicine_words"
    ):
        return END  # the next one on the stack: the supervisor looks whose it is
    return await next_step(state)


def _wants_medicine(task: Task) -> bool:
    known = task.slot("medication") or task.slot("unlisted")
    return not task.slot("asked_medicine") and (not known or task.slot("listed") == "open")


def words_of(task: Task) -> str:
    """All that the patient said of it, a line each."""
    answers = (task.slot(name) for name in ("medicine_words", "left"))
    return "\n".join(dict.fromkeys(each for each in (*task.words, *answers) if each))


def days_of(task: Task, language: Locale) -> int | None:
    """Days that are left by the patient's word: the answer to the question for it, else what was told unasked."""
    if (answer := task.slot("left")) is not None:
        return days_left(answer, language, asked=True)
    told = (days_left(line, language) for line in task.words)
    return next((days for days in told if days is not None), None)


def problems_of(task: Task) -> tuple[Problem, ...]:
    return problems_in(words_of(task))


def is_urgent(task: Task, language: Locale) -> bool:
    """A side effect, or nothing left."""
    return "side_effect" in problems_of(task) or days_of(task, language) == 0


def pharmacy_of(task: Task, language: Locale) -> str:
    """The pharmacy that the patient wants; the one on file where it is to be the same, "" where that is not known."""
    on_file = task.slot("on_file") or ""
    told = task.slot("pharmacy") or task.slot("pharmacy_words")
    if not told:
        return ""
    if any(words in fold(told) for words in _AS_ALWAYS):
        return on_file
    answer = read_yes_no(told, language)
    if answer is None or answer.but:
        return told
    return on_file if answer.kind == "yes" else answer.rest.strip(" ,.;")


_AS_ALWAYS = ("same", "always", "usual", "as before", "on file", "that one", "misma", "siempre", "de antes")
