"""What a line of a call script asks for: the caller's words, or what they do, behind `#`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.terminal.script import InvalidScript


@dataclass(frozen=True)
class Speaks:
    """The caller's words."""

    words: str


@dataclass(frozen=True)
class Presses:
    """Keys on the telephone; # ends what is keyed in."""

    keys: str


@dataclass(frozen=True)
class Interrupts:
    """The caller speaks into the last reply as soon as these words of it were said; the next line is what they say."""

    after: str


@dataclass(frozen=True)
class IsSilent:
    """The caller says nothing until the service does."""


@dataclass(frozen=True)
class Drops:
    """The socket dies, and Twilio connects again."""


@dataclass(frozen=True)
class SpeaksCode:
    """The caller reads out the last code that was sent (demo only)."""


CallStep = Speaks | Presses | Interrupts | IsSilent | Drops | SpeaksCode


def read_call_script(lines: Iterable[str]) -> Iterator[CallStep]:
    """The steps of a script; empty lines and comments ("# ") are left out. Raises InvalidScript."""
    for number, line in enumerate(lines, start=1):
        step = read_call_step(line, number)
        if step is not None:
            yield step


def read_call_step(line: str, number: int = 1) -> CallStep | None:
    """One line; None where it says nothing. Raises InvalidScript."""
    text = line.strip()
    if not text or text == "#" or text.startswith("# "):
        return None
    if not text.startswith("#"):
        return Speaks(text)
    match text[1:].split():
        case ["keys", keys] if all(key in "0123456789*#" for key in keys):
            return Presses(keys)
        case ["interrupt", *words] if words:
            return Interrupts(" ".join(words))
        case ["silence"]:
            return IsSilent()
        case ["drop"]:
            return Drops()
        case ["code"]:
            return SpeaksCode()
        case _:
            raise InvalidScript(
                f"Line {number}: {text.split()[0]} cannot be played. Write #keys 03141985, #interrupt WORDS, #silence, "
                "#drop or #code; a comment begins with '# '."
            )
