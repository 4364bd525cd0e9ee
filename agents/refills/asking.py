"""The nodes that ask: which medicine, how much is left and whether it gives trouble, and the pharmacy. Each asks once."""

from langgraph.runtime import Runtime

from agents.prompts import PromptOption
from agents.refills.lookup import LOOKED_UP, read_list
from agents.refills.slots import SEPARATOR
from agents.services import Services
from agents.state import ConversationState, Update, current_task, with_task
from agents.talking import asking
from agents.tasks import Task
from clinic.care import Medication

MOST_SHOWN = 5
"""Medicines that are offered as options; whoever takes more names it."""


async def ask_medicine(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Which medicine: with the patient's own as options where they are proven, or those between which a word is open."""
    task = current_task(state, Task)
    _, listed = await read_list(state, runtime.context)
    open_ones = set((task.slot("medication") or "").split()) if task.slot("listed") == "open" else set()
    shown = tuple(each for each in listed if not open_ones or each.id in open_ones)
    # Looked up anew with the answer; what is asked again is only asked once.
    kept = {name: value for name, value in task.slots.items() if name not in LOOKED_UP}
    asked = {"tasks": with_task(state, task.model_copy(update={"slots": kept | {"asked_medicine": "yes"}}))}
    if not 1 < len(shown) <= MOST_SHOWN:
        return asked | asking(
            state, "refills.ask_medicine", owner="task", slot="medicine", taken_as="medicine_words"
        )
    options = _options(shown, f"m{state['turn']['number']}", several=not open_ones)
    return asked | asking(
        state, "refills.ask_which", owner="task", kind="choose", slot="medicine", options=options,
        taken_as="medicine_words", medicines=[each.name for each in shown], open=bool(open_ones),
    )  # fmt: skip


def _options(shown: tuple[Medication, ...], prefix: str, *, several: bool) -> tuple[PromptOption, ...]:
    options = [
        PromptOption(
            id=f"{prefix}-{index}",
            label_key="refills.medicine_label",
            params={"name": each.name},
            slot="picked",
            value=each.id,
        )
        for index, each in enumerate(shown)
    ]
    all_of_them = PromptOption(id=f"{prefix}-all", label_key="refills.option_all", slot="picked", value="all")
    return (*options, all_of_them) if several else tuple(options)


async def ask_left(state: ConversationState) -> Update:
    """How many days are left, and trouble with it: what decides how soon somebody has to look."""
    task = current_task(state, Task)
    names = task.slot("names")
    about = task.with_slot("asked_about", task.slot("medication") or "")
    return {"tasks": with_task(state, about)} | asking(
        state, "refills.ask_left", owner="task", slot="reason", taken_as="left",
        medicines=names.split(SEPARATOR) if names else [],
    )  # fmt: skip


async def ask_pharmacy(state: ConversationState) -> Update:
    """Whether the pharmacy on file is still the one."""
    pharmacy = current_task(state, Task).slot("on_file")
    return asking(
        state, "refills.ask_pharmacy", owner="task", slot="pharmacy", taken_as="pharmacy_words",
        pharmacy=pharmacy,
    )  # fmt: skip
