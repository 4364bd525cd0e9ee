"""Whether two spellings may be one name heard over the phone, in English or Spanish: "Alvares" and "Álvarez"."""

import re

import jellyfish
from rapidfuzz.distance import JaroWinkler

_NEAR = 0.82
"""Metaphone leaves vowels out ("Jon", "Jane"): the spellings must also be this much alike (Jaro-Winkler)."""
_SPANISH_SOUNDS = (
    (re.compile(r"[bv]"), "b"),  # betacismo
    (re.compile(r"c(?=[ei])|z"), "s"),  # seseo, as in all of America
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"ll"), "y"),  # yeísmo
    (re.compile(r"g(?=[ei])|x"), "j"),
    (re.compile(r"qu(?=[ei])|k|c(?!h)"), "k"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"(.)\1"), r"\1"),
)
"""How Spanish as spoken in America runs letters together (RAE, Diccionario panhispánico de dudas)."""
_MUTE_ENDING = re.compile(r"(?<=[^aeiou])(?:e|h)$|(?<=a)h$")
_I_ENDING = re.compile(r"(?:ie|ey|y|ee)$")


def sounds_alike(one: str, other: str) -> bool:
    """Whether two folded words (`clinic.names.fold`) are said alike; names that end differently never are."""
    if not same_ending(one, other):
        return False
    if _spanish(one) == _spanish(other):
        return True
    same_code = jellyfish.metaphone(one) == jellyfish.metaphone(other)
    return same_code and JaroWinkler.similarity(one, other) >= _NEAR


def same_ending(one: str, other: str) -> bool:
    """Whether two words end in one sound. Endings tell Luis from Luisa, Daniel from Daniela, Maria from Mario."""
    return _ending(one) == _ending(other)


def _ending(word: str) -> str:
    return _MUTE_ENDING.sub("", _I_ENDING.sub("i", word))[-1:].translate(str.maketrans("zkdv", "sctb"))


def _spanish(word: str) -> str:
    for letters, sound in _SPANISH_SOUNDS:
        word = letters.sub(sound, word)
    return word
