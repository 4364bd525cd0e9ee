"""Checks what is written: the R4 structure (fhir.resources), required value sets, and a few invariants.

fhir.resources refuses unknown elements, wrong types and missing elements, but lets any code pass where a
value set is required; its models carry the allowed codes, which are enforced here.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError

from .element_values import wrong_values
from .indexing import split_reference
from .invariants import broken_invariants
from .outcomes import FhirProblem, issue
from .search.parameters import RESOURCE_TYPES

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


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
    faults = [*_empty(resource, type_), *wrong_values(model, resource, type_), *broken_invariants(resource)]
    if faults:
        raise FhirProblem.of_issues(422, faults)
    return resource


def load_models() -> None:
    """Import the models of all types (0.4 s), which else happens when the first of a type is written."""
    for type_ in RESOURCE_TYPES:
        _model(type_)


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


def local_target(reference: str) -> tuple[str, str] | None:
    """(type, id) that a reference names on this server; None for contained, logical and foreign ones."""
    target = split_reference(reference)
    return target if target and target[0] in RESOURCE_TYPES else None
