"""What a line of a chat script asks for: the patient's words, or a stage direction behind `#`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clinic.errors import FrontdeskError


class InvalidScript(FrontdeskError):
    """A line that cannot be played; the message names it."""

    code = "invalid_script"
    status = 422


@dataclass(frozen=True)
class Says:
    """The patient's words."""

    text: str


@dataclass(frozen=True)
class Picks:
    """One of the options offered last, counted from 1."""

    number: int


@dataclass(frozen=True)
class Advances:
    """The pinned clock moves on by an ISO 8601 duration."""

    duration: str


@dataclass(frozen=True)
class TypesCode:
    """The patient types the last code that was sent to them."""


Step = Says | Picks | Advances | TypesCode


def read_script(lines: Iterable[str]) -> Iterator[Step]:
    """The steps of a script. Empty lines and lines that begin with "# " are left out. Raises InvalidScript."""
    for number, line in enumerate(lines, start=1):
        step = read_step(line, number)
        if step is not None:
            yield step


def read_step(line: str, number: int = 1) -> Step | None:
    """One line; None where it says nothing. Raises InvalidScript."""
    text = line.strip()
    if not text or text == "#" or text.startswith("# "):
        return None
    if not text.startswith("#"):
        return Says(text)
    match text[1:].split():
        case ["option", position] if position.isdecimal() and int(position) > 0:
            return Picks(int(position))
        case ["advance", duration]:
            return Advances(duration)
        case ["code"]:
            return TypesCode()
        case _:
            raise InvalidScript(
                f"Line {number}: {text.split()[0]} cannot be played. Write #advance PT24H, #option 2 or #code; "
                "a comment begins with '# '."
            )
