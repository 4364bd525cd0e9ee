"""The wish for a clinician who speaks a language, which is another one than to be spoken with in it here."""

import re
from functools import cache

from agents.understanding.commands import Command, SetSlot, StartTask, SwitchLanguage, Unclear
from agents.understanding.words import word_list

_FOR_A_TIME: frozenset[str] = frozenset({"book", "reschedule", "join_waitlist"})


def with_clinician_language(commands: list[Command], folded: str, active_task: str | None) -> list[Command]:
    """The commands with `language` (ISO 639-1) set where a visit is wished for with somebody who speaks it.

    "Somebody who speaks Spanish" with no visit in question asks for Spanish here and now: that stays as it is.
    """
    language = _spoken(folded)
    if language is None or (_asks_us(commands) and not _names_a_clinician(folded)):
        return commands
    begun = {command.task for command in commands if isinstance(command, StartTask)}
    to_no_specialist = not any(isinstance(c, SetSlot) and c.slot == "specialty" for c in commands)
    if begun == {"referral"} and to_no_specialist:  # it is one of ours that is wished for
        begun, commands = set(), [c for c in commands if not isinstance(c, StartTask)]
    kept = [command for command in commands if not isinstance(command, SwitchLanguage | Unclear)]
    wish = SetSlot(slot="language", value=language)
    if begun & _FOR_A_TIME or (not begun and active_task in _FOR_A_TIME):
        return [*kept, wish]
    return [StartTask(task="book"), *kept, wish] if not kept and _names_a_clinician(folded) else commands


def _asks_us(commands: list[Command]) -> bool:
    """ "Do you speak Mandarin?": asked of whoever answers here."""
    return any(
        isinstance(command, SwitchLanguage)
        or (isinstance(command, Unclear) and command.about == "other_language")
        for command in commands
    )


def _spoken(folded: str) -> str | None:
    return next((code for code, pattern in _patterns() if pattern.search(folded)), None)


def _names_a_clinician(folded: str) -> bool:
    nouns = "|".join(word_list("clinician_language")["someone"].values())
    return re.search(rf"\b(?:{nouns})\b", folded) is not None


@cache
def _patterns() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """By language, in both of ours: people mix them."""
    lists = word_list("clinician_language")
    said = "|".join(lists["spoken"].values())
    return tuple(
        (code, re.compile(rf"\b(?:{said.replace('{name}', names)})\b"))
        for code, names in lists["languages"].items()
    )
