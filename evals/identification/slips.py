"""The slips with which people tell who they are, and recognition hears it: one function a slip, on one particular."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from clinic.names import fold
from clinic.nicknames import NICKNAMES

_HEARD_AS = (
    ("ph", "f"), ("ck", "k"), ("th", "t"), ("z", "s"), ("v", "b"), ("y", "i"), ("ll", "l"), ("nn", "n"),
    ("c", "k"), ("h", ""),
)  # fmt: skip
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
Slip = Callable[[random.Random, str], str]


def without_accents(_: random.Random, name: str) -> str:
    return fold(name).title()


def short_form(chance: random.Random, name: str) -> str:
    """Bob for Robert; the name itself where it has no short form."""
    first = fold(name).split()[0]
    forms = sorted(form for form, names in NICKNAMES.items() if first in names and form != first)
    return chance.choice(forms).title() if forms else name


def misheard(chance: random.Random, name: str) -> str:
    """Another spelling of the same sound."""
    word = name.lower()
    fitting = [(one, other) for one, other in _HEARD_AS if one in word[1:]]
    if not fitting:
        return name
    one, other = chance.choice(fitting)
    return (word[0] + word[1:].replace(one, other, 1)).title()


def mistyped(chance: random.Random, name: str) -> str:
    """A letter exchanged, left out, doubled, or the key beside it, not in the first place."""
    if len(name) < 5:
        return name
    at = chance.randrange(1, len(name) - 1)
    match chance.randrange(4):
        case 0:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        case 1:
            return name[:at] + name[at + 1 :]
        case 2:
            return name[:at] + name[at] + name[at:]
        case _:
            return name[:at] + _beside(chance, name[at]) + name[at + 1 :]


def initial(_: random.Random, name: str) -> str:
    return name[0]


def one_word(chance: random.Random, name: str) -> str:
    """One of several surnames, or the first of several given names."""
    words = [word for word in name.replace("-", " ").split() if len(word) > 3]
    return chance.choice(words) if words else name


def day_and_month(_: random.Random, born: date) -> date:
    with suppress(ValueError):
        return date(born.year, born.day, born.month)
    return born


def one_digit(chance: random.Random, born: date) -> date:
    """The day or the last digit of the year, a little off."""
    with suppress(ValueError):
        if chance.random() < 0.5:
            return born.replace(day=born.day // 10 * 10 + (born.day + chance.randrange(1, 9)) % 10)
        return born.replace(year=born.year // 10 * 10 + (born.year + chance.randrange(1, 9)) % 10)
    return born


def wrong_digit(chance: random.Random, phone: str) -> str:
    at = chance.randrange(len(phone) - 4, len(phone))
    return phone[:at] + str((int(phone[at]) + chance.randrange(1, 9)) % 10) + phone[at + 1 :]


def _beside(chance: random.Random, letter: str) -> str:
    for row in _KEYS:
        at = row.find(letter)
        if at >= 0:
            return chance.choice([row[near] for near in (at - 1, at + 1) if 0 <= near < len(row)])
    return letter
