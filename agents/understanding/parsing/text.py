"""Text as the parsers see it: lower case, no accents, plain quotes, each character where it was."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "…": ".",
    "\u00a0": " ",
    "\t": " ",
    "\n": " ",
    "\r": " ",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from a line, with where it stood. An empty value was recognised but cannot exist (31 February)."""

    start: int
    end: int
    value: str


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    base = unicodedata.normalize("NFKD", char)[0].lower()
    return base if len(base) == 1 else char


def fold(text: str) -> str:
    """Lower-case without accents, of the same length, so that offsets hold in both ("Mañana" -> "manana")."""
    return text.lower() if text.isascii() and text.isprintable() else "".join(_plain(char) for char in text)


def blank(text: str, found: list[Found]) -> str:
    """The text with what was found replaced by spaces, so that other parsers do not read it again."""
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
