"""What is being said on a call: sent as text, counted in words, and cut to what the caller has heard."""

import re
from collections.abc import Awaitable, Callable

from graph.heard import words_of
from server.phone.protocol import Language, Outgoing, Text

Send = Callable[[Outgoing], Awaitable[None]]
WORDS_A_SECOND = 2.6
"""Of a synthetic voice at its usual pace: about 155 words a minute."""
BREATH = 0.6
"""Seconds until a voice begins, and behind it."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


class Utterance:
    """One reply. `parts` are its messages as spoken, in order; what is said to bridge a wait is no part of it."""

    def __init__(self, send: Send, locale: Callable[[str], str]) -> None:
        self._send = send
        self._locale = locale
        self.bridge = ""
        self.parts: list[str] = []
        self.is_cut = False

    async def bridge_wait(self, words: str, language: str) -> None:
        """Say something while the reply is not known yet."""
        self.bridge = words
        await self._send(Text(token=f"{words} ", lang=self._locale(language)))

    async def add(self, words: str, language: str) -> None:
        """Say a message; a caller who spoke into the reply hears no more of it."""
        self.parts.append(words)
        if self.is_cut:
            return
        for sentence in _SENTENCE.split(words):
            await self._send(Text(token=f"{sentence} ", lang=self._locale(language)))

    async def end(self) -> None:
        if self.said and not self.is_cut:
            await self._send(Text(token="", last=True))

    @property
    def said(self) -> str:
        return " ".join(part for part in (self.bridge, *self.parts) if part)

    def seconds(self) -> float:
        """How long a voice takes to say it."""
        return seconds_to_say(self.said)

    def cut_at(self, heard: str) -> list[str]:
        """Of each message the words that were heard, where `heard` is what was heard of the whole utterance."""
        said, got = words_of(self.said), words_of(heard)
        reached = 0
        while reached < min(len(said), len(got)) and said[reached] == got[reached]:
            reached += 1
        reached -= len(words_of(self.bridge))
        pieces = []
        for part in self.parts:
            count = len(words_of(part))
            pieces.append(first_words(part, max(0, min(reached, count))))
            reached -= count
        return pieces


def seconds_to_say(text: str) -> float:
    """How long a voice takes, by its usual pace."""
    words = len(words_of(text))
    return words / WORDS_A_SECOND + BREATH if words else 0.0


def first_words(text: str, count: int) -> str:
    """The text up to the end of its `count`th word; all of it where it has no more."""
    ends = [found.end() for found in re.finditer(r"\w+", text)]
    if count >= len(ends):
        return text
    return text[: ends[count - 1]] if count else ""


def switch_to(locale: str) -> Language:
    """The frame after which the caller is spoken to, and heard, in another language."""
    return Language.model_validate({"ttsLanguage": locale, "transcriptionLanguage": locale})
