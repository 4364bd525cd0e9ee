"""What a text message costs: GSM-7 has 160 characters a segment, one character outside it makes all of it UCS-2 with 70.

Source: 3GPP TS 23.038; a message of several segments carries a header in each, which leaves 153 and 67.
"""

import math
import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
"""In GSM-7, at the price of two."""
_SAME_IN_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...",
     "\u00a0": " ", "\u202f": " ", "\u2009": " ", "•": "-", "\u200b": "", "\ufeff": ""}
)  # fmt: skip


def plain(text: str) -> str:
    """Typographic signs as GSM-7 has them, so that a curly quote does not halve what fits. Letters stay as they are."""
    return unicodedata.normalize("NFC", text).translate(_SAME_IN_PLAIN)


def segments(text: str) -> int:
    """How many segments a message takes; 0 for none at all."""
    if all(c in _BASIC or c in _EXTENDED for c in text):
        return _count(sum(2 if c in _EXTENDED else 1 for c in text), one=160, each=153)
    return _count(len(text.encode("utf-16-be")) // 2, one=70, each=67)


def fitted(text: str, most: int, *, ending: str = "") -> str:
    """The text within `most` segments, `ending` included: sentences from its end are left out, and words where no
    sentence is short enough. A text that fits as it is stays, without the ending."""
    if segments(text) <= most:
        return text
    for parts, glue in ((_sentences(text), ""), (text.split(" "), " ")):
        for kept in range(len(parts) - 1, 0, -1):
            shorter = glue.join(parts[:kept]).rstrip()
            if segments(f"{shorter} {ending}".rstrip()) <= most:
                return f"{shorter} {ending}".rstrip()
    return ending


def _sentences(text: str) -> list[str]:
    """Sentences and lines, each with the space behind it."""
    parts, begin = [], 0
    for place, sign in enumerate(text):
        ends = sign == "\n" or (sign in ".?!" and text[place + 1 : place + 2].isspace())
        if ends:
            parts.append(text[begin : place + 1])
            begin = place + 1
    return [*parts, text[begin:]]


def _count(units: int, *, one: int, each: int) -> int:
    return math.ceil(units / one) if units <= one else math.ceil(units / each)
