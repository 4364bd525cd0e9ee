"""What a medicine is by its name (medicines.yaml): ingredients, class, schedule, and which allergies speak against it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clinic.names import fold
from clinic.settings.refills import OwnMedicine

_FILE = Path(__file__).with_name("medicines.yaml")
_JOINED = re.compile(r"\s*/\s*|\s*\+\s*|\s*,\s*|(?<=[a-z])-(?=[a-z])|\s+(?:and|with)\s+")


@dataclass(frozen=True)
class Medicine:
    """What a name stands for. Empty `classes`: a part of it is in no class that we know."""

    ingredients: frozenset[str]
    classes: tuple[str, ...]
    schedule: int | None


@dataclass(frozen=True)
class _Catalog:
    classes: Mapping[str, str]
    """By ingredient."""
    names: Mapping[str, str]
    """Every name, generic or brand, with its ingredient."""
    schedules: Mapping[str, int]
    companions: frozenset[str]
    groups: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """Ingredients of a group, and the words by which it stands on an allergy list."""
    other_words: frozenset[str]


def identify(name: str, own: Iterable[OwnMedicine] = ()) -> Medicine:
    """The medicine of a prescription's name, such as "Lisinopril 10 MG Oral Tablet [Zestril]".

    `own` are the clinic's additions, which come first. A combination has the classes of all its parts and the
    strictest schedule; when one part is unknown, so is the whole.
    """
    folded = f" {fold(name)} "
    for each in own:
        if f" {fold(each.name)} " in folded:
            return Medicine(frozenset({fold(each.name)}), (each.medicine_class,), each.schedule)
    known = _catalog()
    found = _ingredients(folded, known)
    schedules = [known.schedules[each] for each in found if each in known.schedules]
    strictest = min(schedules, default=None)
    if not found or _has_unknown_part(name, known):
        return Medicine(frozenset(found), (), strictest)
    return Medicine(frozenset(found), tuple(sorted({known.classes[each] for each in found})), strictest)


def is_same(one: str, other: str, own: Iterable[OwnMedicine] = ()) -> bool:
    """Whether two names are of one medicine, whatever its strength."""
    own = tuple(own)
    first, second = identify(one, own), identify(other, own)
    if first.ingredients and second.ingredients:
        return first.ingredients == second.ingredients
    return fold(one) == fold(other)


def speaks_against(substance: str, name: str, own: Iterable[OwnMedicine] = ()) -> bool:
    """Whether an allergy on file is one to this medicine, to a part of it, or to its group."""
    known, folded = _catalog(), f" {fold(substance)} "
    taken = set(identify(name, own).ingredients) | {
        known.names.get(word, word) for word in fold(name).split()
    }
    to = set(_ingredients(folded, known)) | {
        each for each in folded.split() if each in taken and each.isalpha()
    }
    if (to & taken) - known.other_words:
        return True
    return any(
        members & taken and (members & to or any(f" {word} " in folded for word in (*words, *members)))
        for members, words in known.groups
    )


def _ingredients(folded: str, known: _Catalog) -> list[str]:
    """`folded` begins and ends with a space."""
    return sorted({ingredient for called, ingredient in known.names.items() if f" {called} " in folded})


def _has_unknown_part(name: str, known: _Catalog) -> bool:
    """A part behind "/", "-", "and" of which no word is known and one may be an ingredient."""
    bare = re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", name.casefold())
    for part in _JOINED.split(bare):
        folded = f" {fold(part)} "
        words = [word for word in folded.split() if word.isalpha() and word not in known.other_words]
        if words and not _ingredients(folded, known) and not any(word in known.companions for word in words):
            return True
    return False


@cache
def _catalog() -> _Catalog:
    stated: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    classes = {name: group for group, members in stated["classes"].items() for name in members}
    brands = {
        fold(brand): name
        for members in stated["classes"].values()
        for name, called in members.items()
        for brand in called
    }
    return _Catalog(
        classes=classes,
        names={**{name: name for name in classes}, **brands},
        schedules={name: level for level, names in stated["schedules"].items() for name in names},
        companions=frozenset(stated["companions"]),
        groups=tuple(
            (frozenset(group["names"]), frozenset(group["words"])) for group in stated["groups"].values()
        ),
        other_words=frozenset(stated["other_words"].split()),
    )
