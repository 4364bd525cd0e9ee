"""How a name sounds, roughly: names that are heard alike share a key ("Smith" and "Smythe", "Lopez" and "Lopes")."""

import re
from functools import lru_cache

from agents.understanding.parsing.text import fold

_ALIKE = (
    (r"[^a-z]", ""),
    (r"^kn|^gn|^pn", "n"),
    (r"^wr", "r"),
    (r"^ps", "s"),
    (r"^mac|^mc", "mk"),
    (r"sch|sh|tch|ch", "x"),
    (r"ph", "f"),
    (r"gh(?=[^aeiou]|$)", ""),
    (r"ght", "t"),
    (r"th", "t"),
    (r"ck|qu|q", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"dg", "j"),
    (r"z", "s"),
    (r"x(?=$)", "x"),
    (r"v", "b"),
    (r"w", ""),
    (r"h", ""),
    (r"y", "i"),
)
"""Letters that sound alike in English or Spanish, in the order in which they are replaced."""


@lru_cache(maxsize=4096)
def sound(name: str) -> str:
    """The consonants as they sound, with an "a" for a vowel at the start; "" for a name without letters."""
    word = fold(name)
    for letters, alike in _ALIKE:
        word = re.sub(letters, alike, word)
    opening = "a" if re.match(r"[aeiou]", word) else ""
    return opening + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", word))
