"""What a patient brings up before answering a read-back or an offer: a question about it, or another matter."""

import re

from agents.understanding.commands import Affirm, AskQuestion, Command, StartTask
from agents.understanding.line import Line
from agents.understanding.parsing.yes_no import read_yes_no
from agents.understanding.words import phrase


def asked_first(line: Line) -> list[Command] | None:
    """ "Wait, who's Dr. Osei?", "before I choose, is Karen a doctor"; a yes may follow the question."""
    if not phrase("closed.asks_first", line.locale).match(line.folded.lstrip(" ¿¡")):
        return None
    asked, mark, rest = line.text.partition("?")
    answer = read_yes_no(re.sub(r"^\W*(?:y|and|but|pero)\b", "", rest), line.locale) if rest.strip() else None
    agreed: list[Command] = [Affirm()] if answer and answer.kind == "yes" and not answer.but else []
    return [*agreed, AskQuestion(text=(asked + mark).strip())]


def begins_elsewhere(opened: list[Command]) -> bool:
    """ "I need to cancel a different appointment first" wishes for no other time of this one."""
    tasks = {command.task for command in opened if isinstance(command, StartTask)}
    return bool(tasks - {"book", "reschedule", "join_waitlist"})
