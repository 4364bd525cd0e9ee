"""A question of a word or two is no name: "¿hay estacionamiento?" is not Hay Estacionamiento."""

from agents.understanding.commands import AskQuestion, Command, SetSlot
from agents.understanding.line import Line
from agents.understanding.parsing.names import given_names
from agents.understanding.parsing.text import fold

NAMES = ("first_name", "last_name")


def without_question_as_name(commands: list[Command], line: Line) -> list[Command]:
    """The commands without a name that is the whole question, unless it begins with a known given name."""
    whole = any(isinstance(each, AskQuestion) and each.text.strip() == line.text.strip() for each in commands)
    told = {each.slot: each.value for each in commands if isinstance(each, SetSlot)}
    if not whole or not set(told) or set(told) - set(NAMES):
        return commands
    if fold(told.get("first_name", "")).split(" ")[0] in given_names():
        return commands
    return [each for each in commands if not isinstance(each, SetSlot)]
