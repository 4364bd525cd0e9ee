"""Compares names as told with names on file: accents, hyphens, particles, nicknames, second surnames."""

import unicodedata
from enum import IntEnum
from itertools import product

from rapidfuzz.distance import JaroWinkler

from clinic.nicknames import NICKNAMES


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_PARTICLES = _words(
    "de del la las los el y e da das do dos di du le van von der den ten ter bin ibn al mc mac o"
)
_SUFFIXES = _words("jr sr ii iii iv junior senior")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ı": "i"})
_CLOSE = 0.88
"""Jaro-Winkler similarity from which two spellings may be one name, misheard or mistyped ("Jon", "John")."""


class NameMatch(IntEnum):
    """How well a told name fits one on file. Only SAME is enough to act on; CLOSE needs more."""

    DIFFERENT = 0
    CLOSE = 1
    SAME = 2


def fold(name: str) -> str:
    """Lower case without accents, apostrophes and hyphens: "O'Brien-Kowalski" is "obrien kowalski"."""
    # Normalized first: letters of mathematics have no lower case of their own.
    plain = unicodedata.normalize("NFKD", name)
    bare = unicodedata.normalize("NFKD", plain.casefold().translate(_LETTERS))
    kept = (" " if letter in "-‐‑–—,./" else letter for letter in bare if not unicodedata.combining(letter))
    return " ".join("".join(letter for letter in kept if letter.isalnum() or letter.isspace()).split())


def name_words(name: str) -> tuple[str, ...]:
    """The words that tell people apart: folded, less particles ("de la Cruz": cruz) and suffixes (Jr., III).

    A name of particles alone ("Do", "Le") keeps them.
    """
    words = fold(name).split()
    telling = [word for word in words if word not in _PARTICLES and word not in _SUFFIXES]
    return tuple(telling or words)


def compare_given_names(told: str, on_file: str) -> NameMatch:
    """Given names: the first word decides, and usual short forms count ("Bill" is William, "Pepe" José).

    A middle name told alone ("Luis" for "José Luis") is CLOSE. So is a spelling close to it.
    """
    words, filed = name_words(told), name_words(on_file)
    if not words or not filed:
        return NameMatch.DIFFERENT
    if _is_one_spelling(told, on_file) or _is_short_for(words[0], filed[0]):
        return NameMatch.SAME
    if words[0] in filed or filed[0] in words or any(_is_alike(words[0], word) for word in filed):
        return NameMatch.CLOSE
    return NameMatch.DIFFERENT


def compare_family_names(told: str, on_file: str) -> NameMatch:
    """Family names: one of several ("Peña Ruiz", "Smith-Jones") is enough; a like spelling is CLOSE."""
    words, filed = name_words(told), name_words(on_file)
    if not words or not filed:
        return NameMatch.DIFFERENT
    if _is_one_spelling(told, on_file) or set(words) <= set(filed) or set(filed) <= set(words):
        return NameMatch.SAME
    if any(one == other or _is_alike(one, other) for one, other in product(words, filed)):
        return NameMatch.CLOSE
    return NameMatch.DIFFERENT


def compare_names(told: tuple[str, str], on_file: tuple[str, str]) -> NameMatch:
    """(given, family) told against (given, family) on file: as good as the worse of the two."""
    return min(compare_given_names(told[0], on_file[0]), compare_family_names(told[1], on_file[1]))


def name_similarity(told: str, on_file: str) -> float:
    """How alike two whole names are, 0 to 1 (Jaro-Winkler over the telling words), whatever their order."""
    one, other = " ".join(sorted(name_words(told))), " ".join(sorted(name_words(on_file)))
    return float(JaroWinkler.similarity(one, other)) if one and other else 0.0


def _is_one_spelling(one: str, other: str) -> bool:
    """The same but for spaces: "Mac Donald" and "MacDonald", "delacruz" and "de la Cruz"."""
    return fold(one).replace(" ", "") == fold(other).replace(" ", "")


def _is_short_for(one: str, other: str) -> bool:
    """Both may be used for one and the same given name."""
    if one == other:
        return True
    return bool(NICKNAMES.get(one, frozenset([one])) & NICKNAMES.get(other, frozenset([other])))


def _is_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 2 and JaroWinkler.similarity(one, other) >= _CLOSE
