"""Which medicines of the patient's own list a line asks for: one, several, all of them, or one that is not there."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.understanding.medicines import find_medicine
from agents.understanding.parsing.text import Found, blank, fold
from clinic.care import Medication
from clinic.models import Value

_ALL = re.compile(
    r"\b(?:all (?:of )?(?:them|my (?:medicines?|medications?|meds|pills|prescriptions|refills))|everything"
    r"|every one(?: of them)?|all (?:three|four|five)|both(?: of them)?"
    r"|tod[ao]s(?: (?:ell[ao]s|mis \w+|l[ao]s \w+))?|l[ao]s dos|amb[ao]s)\b"
)
_JOINED = re.compile(
    r"^[\s,;]*(?:\d+(?:\.\d+)? ?(?:mg|mcg|ml|milligrams?|micrograms?|miligramos?)?[\s,;]*)?"
    r"(?:tablets?|pills?|pastillas?)?[\s,;]*"
    r"(?:and|y|e|plus|also|&|as well as|along with|mas|tambien)?[\s,;]*"
    r"(?:also |tambien )?(?:a refill (?:of|for) )?(?:my|the|mi|la|el|de)?\s*$"
)
"""What stands between two medicines that are asked for together; anything else may take the first one back."""
_SHORT = re.compile(r"(?<!that)(?<!which) ones?\b|\b(?:la|el|las|los)(?= de )")
""" "The blood pressure one", "la de la presión": a pill of that class, where medicines are talked of anyway."""
_TURNED_DOWN = re.compile(
    r"(?:not|no|instead of|rather than|en vez de|en lugar de)(?: (?:my|the|mi|la|el|las|los))? $"
)
_MOST = 8
"""Medicines that are looked for in one line."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Meant(Value):
    """`which` are those of the list that are asked for, or that one word fits equally (`open`); `unlisted` as said."""

    which: tuple[Medication, ...] = ()
    unlisted: tuple[str, ...] = ()
    open: bool = False


def medicines_meant(line: str, listed: tuple[Medication, ...]) -> Meant:
    """What the line asks for, looked up in the list. Nothing is guessed: of two that fit, both come back."""
    if listed and _ALL.search(fold(line)):
        return Meant(which=listed)
    if not (spans := _spans(line, listed)) and (spans := _spans(_in_full(line), listed)):
        line = _in_full(line)
    chosen = [_narrowed(line, start, end, fitting) for start, end, fitting in spans]
    several = next((each for each in chosen if len(each) > 1), None)
    if several:
        return Meant(which=several, open=True)
    taken = [Found(start, end, "") for start, end, _ in spans]
    return Meant(which=tuple(dict.fromkeys(each[0] for each in chosen)), unlisted=tuple(_others(line, taken)))


def _others(line: str, taken: list[Found]) -> Iterator[str]:
    """Medicines by their look that are not of the list, as said: the first of the line, and those asked for with one."""
    while (other := find_medicine(blank(line, taken), ())) and len(taken) < _MOST:
        if taken and not _is_joined(line, taken, other):
            return
        taken = [*taken, other]
        yield other.value


def _in_full(line: str) -> str:
    return _SHORT.sub(lambda short: " pill" if short.group().startswith(" ") else "pastilla", fold(line))


def _spans(line: str, listed: tuple[Medication, ...]) -> list[tuple[int, int, tuple[Medication, ...]]]:
    """Where the line names something of the list, with all that it may be; after a correction, what came last."""
    spans: list[tuple[int, int, tuple[Medication, ...]]] = []
    for each in listed:
        found = find_medicine(line, (each.name,))
        if found is None or found.value != each.name or _TURNED_DOWN.search(fold(line)[: found.start]):
            continue
        same = next((one for one in spans if one[0] < found.end and found.start < one[1]), None)
        if same:
            spans.remove(same)
            spans.append((min(same[0], found.start), max(same[1], found.end), (*same[2], each)))
        else:
            spans.append((found.start, found.end, (each,)))
    spans.sort(key=lambda one: one[0])
    breaks = [at for at, (one, after) in enumerate(pairwise(spans), 1)
              if not _JOINED.match(fold(line)[one[1] : after[0]])]  # fmt: skip
    return spans[breaks[-1] :] if breaks and not _listing(line) else spans


def _listing(line: str) -> bool:
    """ "Lisinopril for my pressure, and the metformin": several are asked for unless something is taken back."""
    return not re.search(
        r"\b(?:not|no|wait|sorry|instead|i mean|rather|perdon|digo|en vez|mejor)\b", fold(line)
    )


def _narrowed(line: str, start: int, end: int, fitting: tuple[Medication, ...]) -> tuple[Medication, ...]:
    """Of those that a word may mean, the ones of just that name, and of the strength that stands behind it."""
    said = fold(line[start:end])
    exact = tuple(each for each in fitting if any(word in said for word in fold(each.name).split()[:1]))
    fitting = exact or fitting
    strengths = set(_NUMBER.findall(line[end : end + 12]))
    of_strength = tuple(each for each in fitting if strengths & set(_NUMBER.findall(each.name)))
    return of_strength or fitting


def _is_joined(line: str, taken: list[Found], other: Found) -> bool:
    nearest = min(taken, key=lambda one: abs(one.start - other.start))
    first, after = sorted((nearest, other), key=lambda one: one.start)
    return bool(_JOINED.match(fold(line)[first.end : after.start]))
