"""Checks a model's commands against the line: values are read again by our parsers, what cannot be is dropped.

Nothing of a model's answer is trusted: a date must be one that the words can mean, a clinician one of the vocabulary,
an option's index one that was offered, a name made of words of the line.
"""

import re
from datetime import date

from agents.understanding.commands import (
    AskQuestion,
    Choose,
    Command,
    Emergency,
    SetSlot,
    StartTask,
    Unclear,
)
from agents.understanding.context import TurnContext
from agents.understanding.line import Line
from agents.understanding.parsing.text import fold
from agents.understanding.slots import identity, visit

_VOCABULARY = {"clinician": "clinicians", "site": "sites", "visit_type": "visit_types"}
_LISTED = frozenset({"specialty", "person"})


def checked(commands: list[Command], turn: TurnContext, line: Line) -> list[Command] | None:
    """The commands that the line bears out; None when the answer as a whole cannot be right."""
    if commands and all(isinstance(command, Unclear) for command in commands):
        return [Unclear()]  # an answer like any other: asking again would give the same
    kept: list[Command] = []
    for_another = any(isinstance(each, SetSlot) and each.slot == "person" for each in commands)
    for command in commands:
        match command:
            case Choose(index=index):
                if turn.expects.kind != "choose" or not 0 <= index < len(turn.expects.options):
                    return None
                kept.append(command)
            case SetSlot():
                slot = _slot(command, turn, line)
                if slot:
                    kept.append(slot)
            case AskQuestion(text=text):
                kept.append(AskQuestion(text=text if _said(text, line) else line.text))
            case StartTask(task=task) if task == turn.active_task and turn.expects.kind != "none":
                kept += [command] if for_another else []  # "and one for my son": a second one
            case _:
                kept.append(command)
    emergencies = [command for command in kept if isinstance(command, Emergency)]
    rest = [command for command in kept if not isinstance(command, Emergency | Unclear)]
    return [*emergencies[:1], *rest] or None


def _slot(command: SetSlot, turn: TurnContext, line: Line) -> SetSlot | None:
    """The slot with a value that our parsers or the vocabulary confirm."""
    slot, value = command.slot, command.value.strip()
    if not value or len(value) > 500:
        return None
    if value == "any":
        return command if slot in ("date", "time", "clinician", "site", "visit_type") else None
    if slot in _VOCABULARY:
        entries: tuple[str, ...] = getattr(turn.vocabulary, _VOCABULARY[slot])
        return next((_as(command, entry) for entry in entries if fold(entry) == fold(value)), None)
    if slot in ("date", "appointment_date"):
        return _among(command, [one.value for one in line.all_dates if one.value])
    if slot == "time":
        return _time(command, [one.value for one in visit(line) if one.slot == "time"])
    if slot in ("birth_date", "phone", "email"):
        return _among(command, [one.value for one in identity(line) if one.slot == slot])
    if slot == "code":
        digits = re.sub(r"\D", "", value)
        return (
            _as(command, digits)
            if 4 <= len(digits) <= 8 and digits in re.sub(r"\D", "", line.digits.text)
            else None
        )
    return command if slot in _LISTED or _said(value, line) else None


def _as(command: SetSlot, value: str) -> SetSlot:
    """The command with the value as our parsers have it; how it is joined to the one before stays."""
    return command.model_copy(update={"value": value})


def _among(command: SetSlot, read: list[str]) -> SetSlot | None:
    """The value when our parser reads it too, else the parser's own where it is the only one."""
    if command.value in read:
        return command
    if len(read) == 1 and _is_date_or_text(command.value):
        return _as(command, read[0])
    return None


def _is_date_or_text(value: str) -> bool:
    """An impossible calendar date is never replaced by a guess."""
    for part in value.split("/"):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", part):
            try:
                date.fromisoformat(part)
            except ValueError:
                return False
    return True


def _time(command: SetSlot, read: list[str]) -> SetSlot | None:
    for value in read:
        if value == command.value or value[:5] == command.value[:5] or _half_day_apart(value, command.value):
            return _as(command, value)
    return None


def _half_day_apart(one: str, other: str) -> bool:
    """Ours knows the clinic's hours: "at 3" is 15:00, whatever half a model takes."""
    return (
        one[3:5] == other[3:5]
        and one[:2].isdigit()
        and other[:2].isdigit()
        and (int(one[:2]) - int(other[:2])) % 12 == 0
    )


def _said(value: str, line: Line) -> bool:
    """Most words of the value stand in the line."""
    words = re.findall(r"[a-z0-9]+", fold(value))
    told = set(re.findall(r"[a-z0-9]+", line.folded))
    return bool(words) and sum(word in told for word in words) >= 0.7 * len(words)
