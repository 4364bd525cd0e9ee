"""Checks what the R4 models let pass: codes outside a required value set, and JSON values of another type."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from .outcomes import issue

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


def wrong_values(model: BaseModel, raw: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
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
                yield from wrong_values(item, sent_item, place)
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
