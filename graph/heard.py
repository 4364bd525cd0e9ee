"""What a caller heard of a question decides whether an answer to it counts. Pure.

A read-back that was cut off has not been read back: a yes to it books nothing, and it is said again. Of options that
are read out, one may be picked as soon as it has been heard.
"""

import re
from collections.abc import Iterable, Sequence

from agents.prompts import Prompt
from agents.understanding.commands import Affirm, Choose, Command, Repeat


def words_of(text: str) -> list[str]:
    """Words as they are compared: what a telephone gives back has other capitals and punctuation."""
    return re.findall(r"\w+", text.casefold())


def heard_of_prompt(prompt: Prompt, replies: Sequence[str], heard: str | None) -> Prompt:
    """The prompt with what was heard of it.

    `replies` are the messages of the last turn as they were spoken, `heard` what the caller heard of them together;
    None means all. A prompt that stood in an earlier turn and was not said again keeps what was heard of it then.
    """
    if heard is None or not prompt.spoken or prompt.spoken not in replies:
        return prompt
    said = words_of(" ".join(replies))
    before = len(said) - len(words_of(prompt.spoken))
    reached = _common(said, words_of(heard)) - before
    return prompt.model_copy(update={"heard": _first_words(prompt.spoken, reached)})


def counted(commands: Iterable[Command], prompt: Prompt | None) -> list[Command]:
    """The commands of a line without the answers that cannot count; when nothing is left, the question comes again."""
    given = list(commands)
    if (
        prompt is None or prompt.heard is None or prompt.owner == "emergency"
    ):  # a yes there is never too early
        return given
    kept = [command for command in given if _may_count(command, prompt)]
    return kept or [Repeat()]


def _may_count(command: Command, prompt: Prompt) -> bool:
    match command:
        case Affirm():
            return prompt.kind == "slot" or was_heard(prompt)
        case Choose(index=index):
            return _option_was_heard(prompt, index)
        case _:
            return True


def was_heard(prompt: Prompt) -> bool:
    """All of the question."""
    return prompt.heard is None or len(words_of(prompt.heard)) >= len(words_of(prompt.spoken))


def _option_was_heard(prompt: Prompt, index: int) -> bool:
    """A "no" counts at once; options of a confirmation need all of it; one that is read out needs to be heard itself."""
    at = index if index >= 0 else len(prompt.options) + index
    if 0 <= at < len(prompt.options) and prompt.options[at].value == "no":
        return True
    if prompt.kind != "choose" or not 0 <= at < len(prompt.spoken_labels):
        return was_heard(prompt)
    ends = _end_of(prompt.spoken, prompt.spoken_labels, at)
    return was_heard(prompt) if ends is None else len(words_of(prompt.heard or "")) >= ends


def _end_of(said: str, labels: Sequence[str], at: int) -> int | None:
    """After how many words the option `at` has been read out; None where it is not read out in these words."""
    position = 0
    for label in labels[: at + 1]:
        found = said.find(label, position)
        if found < 0:
            return None
        position = found + len(label)
    return len(words_of(said[:position]))


def _common(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words from the beginning are the same."""
    count = 0
    for one, other in zip(said, heard, strict=False):
        if one != other:
            break
        count += 1
    return count


def _first_words(text: str, count: int) -> str:
    """The text up to the end of its `count`th word."""
    ends = [found.end() for found in re.finditer(r"\w+", text)]
    return text[: ends[min(count, len(ends)) - 1]] if count > 0 and ends else ""
