"""Words that come before any conversation: opting out and in, help, who is writing (sources: keywords.yaml)."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Keyword = Literal["stop", "start", "help", "who"]
Answer = Literal["attend", "move", "cancel", "keep"]
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


def keyword_of(text: str, *, stopped: bool = False) -> Keyword | None:
    """What the message as a whole says, or None for one that belongs to the conversation.

    `stopped`: the sender has opted out, and so YES means START. A keyword within a longer sentence is none ("please
    stop by the desk"), but a sentence that asks to be left alone is ("please stop texting me").
    """
    said, known = _letters(text), _keywords()
    if stopped and said in known["start_when_stopped"]:
        return "start"
    for keyword in ("stop", "start", "help", "who"):
        if said in known[keyword]["words"]:
            return keyword
    return "stop" if _without_politeness(said) in known["stop"]["phrases"] else None


def answer_of(text: str) -> Answer | None:
    """What the whole message answers to one about an appointment, or None where it is about something else.

    A sign with a tone of skin, or several of them, counts as the sign.
    """
    known = _keywords()
    said = _letters(text)
    if not said:
        signs = {each for each in text if unicodedata.category(each) == "So"}
        for answer, which in known["emoji"].items():
            if signs and signs <= set(which):
                return answer  # type: ignore[no-any-return]
        return None
    for answer, words in known["answers"].items():
        if said in words or _without_politeness(said) in words:
            return answer  # type: ignore[no-any-return]
    return None


def may_mean_a_visit(text: str) -> bool:
    """An opt-out that somebody may have meant for a visit: CANCEL."""
    return _letters(text) in _keywords()["may_mean_a_visit"]


def is_answered_by_twilio(text: str) -> bool:
    """Whether it is one of the words that Twilio answers by itself, where it was not asked to leave that to us."""
    return _letters(text) in _keywords()["at_twilio"]


def language_of(text: str) -> Literal["en", "es"]:
    """The language of a keyword, as far as it shows."""
    return "es" if _without_politeness(_letters(text)) in _keywords()["spanish"] else "en"


def _letters(text: str) -> str:
    """In small letters without accents, punctuation and emoji: "¡Alto!" -> "alto", "Don't text" -> "dont text"."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    return _NO_LETTERS.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).strip()


def _without_politeness(said: str) -> str:
    for words in _keywords()["politeness"]:
        said = said.removeprefix(f"{words} ").removesuffix(f" {words}")
    return said.strip()


@cache
def _keywords() -> dict[str, Any]:
    known: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return known
