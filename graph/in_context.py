"""What a command means in the place where it was said: pure readings of one command and the last prompt."""

import re
from datetime import date

from babel.dates import get_month_names

from agents.intake.slots import IDENTITY_SLOTS
from agents.prompts import Prompt
from agents.state import Identity
from agents.tasks import Task
from agents.understanding.commands import Command, SetSlot, TaskKind

MONTHS = {
    name.lower() for language in ("en", "es") for name in get_month_names("wide", locale=language).values()
}
NAMES_A_DAY = re.compile(rf"\d|\b({'|'.join(sorted(MONTHS))})\b")
"""A line that can name a day of the calendar, with its number or its month."""
NEW_WISH = frozenset({"date", "time", "clinician", "site"})


def slots_told(commands: list[Command]) -> set[str]:
    return {command.slot for command in commands if isinstance(command, SetSlot)}


def answers_the_prompt(
    kind: TaskKind, commands: list[Command], prompt: Prompt | None, task: Task | None
) -> bool:
    """What sounds like a new task but answers the last question.

    "Can we do it at ten instead?" while times are on offer changes the wish; "my number is …" when the number was
    asked is no change of contact data.
    """
    told = slots_told(commands)
    if prompt is None:
        return False
    if kind == "update_contact":
        return prompt.owner == "identity" and bool(told & IDENTITY_SLOTS)
    new_time = {"book", "reschedule"}
    if task is None or prompt.slot not in ("offer", "date", None) or kind == task.kind:
        return False
    if not {kind, task.kind} <= new_time:
        return False
    return bool(told & NEW_WISH) and not told & {"appointment_date", "visit_type", "reason"}


def corrected_birthday(day: str, line: str, prompt: Prompt | None, identity: Identity) -> str | None:
    """ "It's March 14" while the particulars are read back: a day without a year is the birthday's.

    `day` is YYYY-MM-DD; the year that was told stays. None when the line is about something else.
    """
    known = identity.birth_date
    if prompt is None or prompt.owner != "identity" or identity.patient or not known or len(day) != 10:
        return None
    if not NAMES_A_DAY.search(line.lower()):
        return None  # "the first", "tomorrow": no day of the calendar
    corrected = f"{known[:4]}{day[4:]}"
    try:
        date.fromisoformat(corrected)
    except ValueError:
        return None
    return corrected
