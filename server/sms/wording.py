"""A turn as one text message: its messages joined, options numbered, long ones cut short with a link to read on."""

from collections.abc import Sequence

from clinic.messaging import fitted, plain, segments
from server.messages import Message


def reply_text(messages: Sequence[Message], *, intro: str = "") -> str:
    """Everything that the turn said. Options are picked by their number, as the patient would on paper."""
    lines = [intro, *(message.text for message in messages)]
    if messages and messages[-1].kind != "confirm":
        options = messages[-1].options
        lines += [f"{number} {option.label}" for number, option in enumerate(options, start=1)]
    return plain("\n".join(line for line in lines if line))


def cut_short(messages: Sequence[Message], most: int, *, intro: str, ending: str) -> str:
    """The same within `most` segments: words of the messages are left out, from the end, never options.

    In an emergency nothing is left out. `ending` tells where to read on.
    """
    whole = reply_text(messages, intro=intro)
    if segments(whole) <= most or any(message.kind == "emergency" for message in messages):
        return whole
    numbered = reply_text([messages[-1].model_copy(update={"text": ""})])
    words = reply_text([message.model_copy(update={"options": ()}) for message in messages], intro=intro)
    room = max(1, most - segments(f"{numbered}\n"))
    return "\n".join(part for part in (fitted(words, room, ending=ending), numbered) if part)
