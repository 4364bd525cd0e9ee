"""The declared search parameters made ready for use: paths parsed, modifiers known."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ..outcomes import FhirProblem
from .declarations import COMMON_PARAMETERS, SEARCH_PARAMETERS

Kind = Literal["token", "phone", "email", "string", "date", "instant", "reference"]

RESOURCE_TYPES = frozenset(SEARCH_PARAMETERS)


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value lies: element names, list items kept per step, and the type a reference must have."""

    steps: tuple[tuple[str, tuple[str, str] | None], ...]
    target: str = ""


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One parameter of one resource type; `index` is its name in the search_value table."""

    name: str
    kind: Kind
    paths: tuple[Path, ...]
    index: str


@cache
def parameters_of(type_: str) -> dict[str, SearchParameter]:
    """The parameters of a resource type, by name."""
    declared = {**SEARCH_PARAMETERS[type_], **COMMON_PARAMETERS}
    return {name: _parsed(type_, name, line) for name, line in declared.items()}


def _parsed(type_: str, name: str, line: str) -> SearchParameter:
    kind, _, paths = line.partition(" ")
    return SearchParameter(
        name, cast(Kind, kind), tuple(_path(each) for each in paths.split("|")), f"{type_}.{name}"
    )


def _path(text: str) -> Path:
    text, _, target = text.partition(":")
    steps: list[tuple[str, tuple[str, str] | None]] = []
    for step in text.split("."):
        element, _, kept = step.rstrip("]").partition("[")
        field, _, value = kept.partition("=")
        steps.append((element, (field, value) if kept else None))
    return Path(tuple(steps), target)


def fingerprint() -> str:
    """Changes whenever the table does, so that an older store's search values are made anew."""
    return hashlib.sha256(repr((SEARCH_PARAMETERS, COMMON_PARAMETERS)).encode()).hexdigest()[:16]


_MODIFIERS: dict[Kind, frozenset[str]] = {
    "string": frozenset({"", "exact", "contains", "missing"}),
    "token": frozenset({"", "not", "missing"}),
    "phone": frozenset({"", "not", "missing"}),
    "email": frozenset({"", "not", "missing"}),
    "date": frozenset({"", "missing"}),
    "instant": frozenset({"", "missing"}),
    "reference": frozenset({"", "missing"}) | RESOURCE_TYPES,
}


def check_modifier(name: str, parameter: SearchParameter | None, modifier: str) -> None:
    """Raises FhirProblem 400 for a modifier that the parameter does not have: FHIR forbids to ignore one."""
    if modifier not in (_MODIFIERS[parameter.kind] if parameter else ("",)):
        raise FhirProblem(400, "not-supported", f"The modifier ':{modifier}' is not supported on '{name}'.")
