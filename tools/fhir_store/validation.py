"""Checks what is written: the R4 structure (fhir.resources), required value sets, and a few invariants.

fhir.resources refuses unknown elements, wrong types and missing elements, but lets any code pass where a
value set is required; its models carry the allowed codes, which are enforced here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError

from .indexing import split_reference
from .outcomes import FhirProblem, issue
from .search.parameters import RESOURCE_TYPES

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")

# Where the models' list is cut short ("+"), the whole required value set (https://hl7.org/fhir/R4/terminologies-valuesets.html).
_LONG_VALUE_SETS = {
    "Encounter": "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown",
    "EncounterStatusHistory": (
        "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown"
    ),
    "Task": (
        "draft requested received accepted rejected ready cancelled in-progress on-hold failed completed "
        "entered-in-error"
    ),
    "QuestionnaireItem": (
        "group display boolean decimal integer date dateTime time string text url choice open-choice "
        "attachment reference quantity"
    ),
}


def check_id(id_: str) -> None:
    """Raises FhirProblem 400 when an id is none by FHIR's pattern."""
    if not _ID.fullmatch(id_):
        raise FhirProblem(400, "value", "An id has 1 to 64 letters, digits, '-' and '.'.")


def check_type(type_: str) -> None:
    """Raises FhirProblem 404 for a resource type that is not served."""
    if type_ not in RESOURCE_TYPES:
        raise FhirProblem(
            404, "not-supported", "This server does not hold that resource type (see metadata)."
        )


def validate(resource: Any, type_: str) -> dict[str, Any]:
    """The resource, when it may be stored as a `type_`. Raises FhirProblem 400 (another type), 422 (faults)."""
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise FhirProblem(400, "structure", "The body is not a FHIR resource: an object with a resourceType.")
    if resource["resourceType"] != type_:
        raise FhirProblem(400, "invalid", f"The body's resourceType is not {type_}.", ("resourceType",))
    try:
        model = _model(type_).model_validate(resource)
    except ValidationError as error:
        raise FhirProblem.of_issues(422, [_from_pydantic(each, type_) for each in error.errors()]) from None
    except (ValueError, TypeError, AttributeError, KeyError):
        # some deep faults (a number where an object belongs) escape the models' own checks
        raise FhirProblem(422, "structure", "The resource does not have the structure of its type.") from None
    faults = [*_empty(resource, type_), *_wrong_values(model, resource, type_), *_broken_invariants(resource)]
    if faults:
        raise FhirProblem.of_issues(422, faults)
    return resource


@cache
def _model(type_: str) -> type[BaseModel]:
    module = import_module(f"fhir.resources.R4B.{type_.lower()}")
    model: type[BaseModel] = getattr(module, type_)
    return model


def _from_pydantic(error: Any, type_: str) -> dict[str, Any]:
    kind = str(error["type"])
    code = "required" if "missing" in kind else "structure" if kind == "extra_forbidden" else "value"
    return issue(code, str(error["msg"]), [_place(type_, error["loc"])])


def _place(type_: str, loc: tuple[str | int, ...]) -> str:
    return type_ + "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in loc)


def _empty(element: Any, path: str) -> Iterator[dict[str, Any]]:
    """FHIR JSON has no empty objects, arrays and strings, and no null outside arrays of primitives."""
    if isinstance(element, dict):
        if not element:
            yield issue("structure", "An object must not be empty.", [path])
        for name, child in element.items():
            if child is None:
                yield issue("structure", "null is not allowed here.", [f"{path}.{name}"])
            elif child == "" or isinstance(child, dict | list):
                yield from _empty(child, f"{path}.{name}")
    elif isinstance(element, list):
        if not element:
            yield issue("structure", "An array must not be empty.", [path])
        for index, child in enumerate(element):
            if child == "" or isinstance(child, dict | list):
                yield from _empty(child, f"{path}[{index}]")
    elif element == "":
        yield issue("structure", "A string must not be empty.", [path])


@cache
def _fields(model: type[BaseModel]) -> dict[str, tuple[str, frozenset[str]]]:
    """The fields of a model: python name -> (element name, codes allowed there; empty when not coded)."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        allowed: Any = extra.get("enum_values") if isinstance(extra, dict) else None
        if allowed and "+" in allowed:
            allowed = _LONG_VALUE_SETS.get(model.__name__, "").split()
        found[name] = (field.alias or name, frozenset(allowed or ()))
    return found


def _wrong_values(model: BaseModel, raw: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    """Codes outside their value set, and JSON of another type that the models quietly converted ("true", "2")."""
    fields = _fields(type(model))
    for name in model.model_fields_set:
        element, allowed = fields.get(name, (name, frozenset()))
        value, sent = getattr(model, name, None), raw.get(element)
        if not isinstance(value, list) or not isinstance(sent, list):
            value, sent = [value], [sent]
            places = [f"{path}.{element}"]
        else:
            places = [f"{path}.{element}[{index}]" for index in range(len(value))]
        for item, sent_item, place in zip(value, sent, places, strict=False):
            if isinstance(item, BaseModel) and isinstance(sent_item, dict):
                yield from _wrong_values(item, sent_item, place)
            elif sent_item is not None and not _same_kind(item, sent_item):
                yield issue("value", "The JSON type is not the element's.", [place])
            elif allowed and item is not None and item not in allowed:
                codes = " | ".join(sorted(allowed))
                yield issue("code-invalid", f"Not a code of the required value set: {codes}.", [place])


def _same_kind(item: Any, sent: Any) -> bool:
    if isinstance(sent, bool) or isinstance(item, bool):
        return isinstance(sent, bool) and isinstance(item, bool)
    if isinstance(sent, int | float):
        return isinstance(item, int | float | Decimal)
    return not isinstance(item, int | float | Decimal)


def _slot_ends_after_start(slot: dict[str, Any]) -> bool:
    return _instant(slot["start"]) < _instant(slot["end"])


def _appointment_times_come_together(appointment: dict[str, Any]) -> bool:
    return ("start" in appointment) == ("end" in appointment)


def _appointment_has_times(appointment: dict[str, Any]) -> bool:
    return "start" in appointment or appointment["status"] in ("proposed", "cancelled", "waitlist")


def _appointment_ends_after_start(appointment: dict[str, Any]) -> bool:
    if "start" not in appointment or "end" not in appointment:
        return True
    return _instant(appointment["start"]) < _instant(appointment["end"])


def _participants_say_who(appointment: dict[str, Any]) -> bool:
    return all("type" in each or "actor" in each for each in appointment["participant"])


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


# FHIR R4's own invariants where one exists (app-1 to app-3), and times in order.
_INVARIANTS: dict[str, list[tuple[Callable[[dict[str, Any]], bool], str, str]]] = {
    "Slot": [(_slot_ends_after_start, "end", "A slot ends after it starts.")],
    "Appointment": [
        (_participants_say_who, "participant", "Each participant has a type or an actor (app-1)."),
        (_appointment_times_come_together, "end", "Start and end are both there or both not (app-2)."),
        (_appointment_has_times, "start", "Only proposed, cancelled and waitlist visits lack times (app-3)."),
        (_appointment_ends_after_start, "end", "An appointment ends after it starts."),
    ],
}


def _broken_invariants(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    type_ = resource["resourceType"]
    for holds, element, message in _INVARIANTS.get(type_, ()):
        try:
            kept = holds(resource)
        except (KeyError, TypeError, ValueError):
            continue  # the element is missing or malformed, which is told as such
        if not kept:
            yield issue("invariant", message, [f"{type_}.{element}"])


def local_target(reference: str) -> tuple[str, str] | None:
    """(type, id) that a reference names on this server; None for contained, logical and foreign ones."""
    target = split_reference(reference)
    return target if target and target[0] in RESOURCE_TYPES else None
