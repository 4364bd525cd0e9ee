"""Arguments of the tools: how they are described to callers, and how they are read."""

import re
from datetime import date, datetime, time
from typing import Annotated, TypeAlias

from pydantic import Field

from clinic.phones import phone_e164

LocalDate: TypeAlias = Annotated[str, Field(description="YYYY-MM-DD", json_schema_extra={"format": "date"})]
OptionalDate: TypeAlias = Annotated[str, Field(description="YYYY-MM-DD; empty for none")]
LocalTime: TypeAlias = Annotated[str, Field(description="HH:MM in the clinic's zone; empty for any time")]
Instant: TypeAlias = Annotated[str, Field(description="ISO 8601 with zone; empty for none")]
SlotId: TypeAlias = Annotated[str, Field(description="As offered by find_slots in this conversation")]
AppointmentId: TypeAlias = Annotated[str, Field(description="As listed by list_appointments")]
IdempotencyKey: TypeAlias = Annotated[
    str,
    Field(description="The same key has one effect, however often it is tried: 1-128 of A-Z a-z 0-9 . _ : -"),
]

_KEY = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_FHIR_ID = re.compile(r"[A-Za-z0-9.-]{1,255}")
"""FHIR allows 64 characters; Epic's ids have been seen with 66 and more."""
LONGEST_TEXT = 1000
_LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
"""Near enough: whether an address works only a message to it can tell."""


class InvalidArgument(Exception):
    """An argument that cannot be used. The text names it and never repeats its value."""


def a_date(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InvalidArgument(f"{name}: write a date as YYYY-MM-DD") from None


def a_time(name: str, value: str) -> time | None:
    if not value:
        return None
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 a time of day is no instant
    except ValueError:
        raise InvalidArgument(f"{name}: write a time as HH:MM") from None


def an_instant(name: str, value: str) -> datetime | None:
    if not value:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise InvalidArgument(f"{name}: write an instant in ISO 8601") from None
    if instant.tzinfo is None:
        raise InvalidArgument(f"{name}: an instant needs its zone")
    return instant


def a_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise InvalidArgument("idempotency_key: 1-128 of A-Z a-z 0-9 . _ : -")
    return value


def is_fhir_id(value: str) -> bool:
    """Whether an EHR could have given such an id. What cannot be an id is simply not found."""
    return _FHIR_ID.fullmatch(value) is not None


def a_text(name: str, value: str, longest: int = LONGEST_TEXT) -> str:
    """Free text in the patient's words, trimmed, without control characters."""
    text = "".join(each for each in value if each.isprintable() or each in "\n\t").strip()
    if len(text) > longest:
        raise InvalidArgument(f"{name}: at most {longest} characters")
    return text


def a_phone(value: str, country: str) -> str:
    """A number in E.164. `country` (ISO 3166) is where numbers without a country code are dialled."""
    number = phone_e164(value, country)
    if number is None:
        raise InvalidArgument("phone: no such number can exist")
    return number


def an_email(value: str) -> str:
    """An address as written, or "" for none."""
    if value and (len(value) > _LONGEST_EMAIL or not _EMAIL.fullmatch(value)):
        raise InvalidArgument("email: is no address")
    return value
