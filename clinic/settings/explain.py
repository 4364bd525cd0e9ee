"""Turns pydantic's errors about clinic.yaml into sentences: what is wrong, and what to write instead."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from clinic.settings.schema import ClinicSettings
from clinic.settings.source import Finding, Path

# What people write for a field when they have not seen ours, so that "durration" finds `minutes`.
OTHER_WORDS = {
    "minutes": ("duration", "length", "time"),
    "buffer_after": ("buffer",),
    "clinicians": ("providers", "doctors", "practitioners", "staff"),
    "sites": ("locations", "offices", "branches"),
    "visit_types": ("appointment_types", "services", "types"),
    "service_type": ("code", "service", "type"),
    "time_zone": ("timezone", "tz", "zone"),
    "hours": ("opening_hours", "open"),
    "min_notice": ("notice", "minimum_notice", "lead_time"),
    "cancel_notice": ("cancellation_notice", "cancellation"),
    "languages": ("language", "locales", "lang"),
    "phone": ("telephone", "tel", "number"),
    "holidays": ("closed", "closures"),
    "insurance": ("insurers", "plans", "payers"),
    "facts": ("faq", "questions"),
}
EXAMPLES = {
    "name": '"Riverside Family Clinic"',
    "time_zone": "America/New_York",
    "phone": '"+1 212-555-0100"',
    "sites": "a section with at least one site",
    "clinicians": "a section with at least one clinician",
    "visit_types": "a section with at least one visit type",
    "npi": '"1234567893"',
    "minutes": "20",
    "service_type": "follow-up",
    "hours": '{mon: ["08:00-12:00", "13:00-17:00"]}',
    "location": "main-street",
    "signed_on": "2026-01-15",
    "most_refills": "1",
    "classes": "[statin]",
    "medicine_class": "statin",
    "address": '"12 Main Street, Springfield"',
}
_SIMILAR = 70
"""rapidfuzz ratio (0 to 100) from which one word is taken for a misspelling of another."""
_WANTED = {
    "string_type": ("text", "put it in quotes"),
    "int_type": ("a whole number", "such as 20"),
    "int_parsing": ("a whole number", "such as 20"),
    "int_from_float": ("a whole number", "such as 20"),
    "bool_parsing": ("true or false", "write true or false"),
    "float_type": ("a number", "such as 0.8"),
    "float_parsing": ("a number", "such as 0.8"),
    "bool_type": ("true or false", "write true or false"),
    "tuple_type": ("a list", "such as [one, two], or a line with '- ' for each"),
    "dict_type": ("a section", "indent its fields under it, each as 'name: value'"),
    "model_type": ("a section", "indent its fields under it, each as 'name: value'"),
    "date_type": ("a date", "such as 2026-12-25"),
    "date_parsing": ("a date", "such as 2026-12-25"),
    "date_from_datetime_parsing": ("a date", "such as 2026-12-25"),
    "date_from_datetime_inexact": ("a date", "such as 2026-12-25"),
}


def findings_of(error: ValidationError) -> Iterator[Finding]:
    """Each error as a finding at its path in the file; a field that is missing because it is misspelt is told once."""
    details = error.errors(include_url=False)
    misspelt = {
        (*each["loc"][:-1], _meant_field(str(each["loc"][-1]), _fields_at(_path(each)[:-1])))
        for each in details
        if each["type"] == "extra_forbidden"
    }
    for each in details:
        if each["type"] != "missing" or each["loc"] not in misspelt:
            yield _explain(each)


def similar(word: str, known: list[str]) -> str | None:
    """The entry of `known` that `word` is most likely meant to be, if any comes close."""
    best = process.extractOne(word, known, scorer=fuzz.ratio, processor=str.lower, score_cutoff=_SIMILAR)
    return best[0] if best else None


def _explain(details: ErrorDetails) -> Finding:
    path = _path(details)
    kind, context, given = details["type"], details.get("ctx", {}), details.get("input")
    name = str(path[-1]) if path else ""
    match kind:
        case "extra_forbidden":
            fields = _fields_at(path[:-1])
            meant = _meant_field(name, fields)
            suggestion = f"did you mean '{meant}'?" if meant else f"known here: {', '.join(fields)}"
            return Finding(path, f"unknown field '{name}'", suggestion)
        case "missing":
            example = EXAMPLES.get(name)
            return Finding(
                path, f"'{name}' is missing", f"add '{name}: {example}'" if example else f"add '{name}: …'"
            )
        case "literal_error":
            return Finding(
                path, f"'{given}' is none of the values possible here", _one_of(str(given), context)
            )
        case "string_pattern_mismatch" if name == "country":
            return Finding(path, f"'{given}' is no country code", "two capital letters, such as US")
        case "string_pattern_mismatch":
            return Finding(
                path,
                f"'{given}' cannot be a name in this file",
                "use small letters, digits and _, such as 'main_street'",
            )
        case "too_short":
            return Finding(path, "this is empty", "write at least one entry")
        case "greater_than_equal":
            return Finding(path, f"{given} is too small", f"{context['ge']} or more")
        case "less_than_equal":
            return Finding(path, f"{given} is too large", f"{context['le']} or less")
        case _ if kind in _WANTED:
            wanted, write = _WANTED[kind]
            return Finding(path, f"expected {wanted}, found {_shown(given)}", write)
    return Finding(path, details["msg"], str(context.get("write", "")))


def _path(details: ErrorDetails) -> Path:
    return tuple(part for part in details["loc"] if part != "[key]")


def _meant_field(name: str, fields: list[str]) -> str | None:
    words = {other: field for field in fields for other in (field, *OTHER_WORDS.get(field, ()))}
    meant = similar(name, list(words))
    return words[meant] if meant else None


def _one_of(given: str, context: dict[str, Any]) -> str:
    values = [part.strip(" '") for part in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
    meant = similar(given, values)
    return f"did you mean '{meant}'?" if meant else f"one of {', '.join(values)}"


def _shown(given: object) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, dict):
        return "a section"
    return "a list" if isinstance(given, list) else f"'{given}'"


def _fields_at(path: Path) -> list[str]:
    """Names of the fields that may stand at `path`; empty where the schema has no section."""
    annotation: Any = ClinicSettings
    for part in path:
        annotation = step_into(annotation, part)
    return list(annotation.model_fields) if is_section(annotation) else []


def step_into(annotation: Any, part: str | int) -> Any:
    """The type of what stands under `part` in something of type `annotation`; None where there is none."""
    annotation = plain(annotation)
    if is_section(annotation):
        field = annotation.model_fields.get(str(part))
        return plain(field.annotation) if field else None
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return plain(args[1])
    return plain(args[0]) if origin is tuple else None


def plain(annotation: Any) -> Any:
    """A type without its Annotated[…] metadata."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
