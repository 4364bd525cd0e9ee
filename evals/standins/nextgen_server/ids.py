"""Ids as NextGen has them: GUIDs, made from what stands in the book."""

from functools import cache
from uuid import UUID, uuid5

from evals.standins.practice import Person, Place, Staff, Visit

_SPACE = UUID("5b1a2f60-9f0b-4c8c-8f57-6d7d3f6a0001")


@cache
def guid(kind: str, of: object) -> str:
    return str(uuid5(_SPACE, f"{kind} {of}"))


def id_of(entry: Person | Place | Staff | Visit) -> str:
    return guid(type(entry).__name__, entry.number)


def provider_of(staff: Staff) -> str:
    """The provider behind a resource: two ids for one clinician."""
    return guid("Provider", staff.number)


def event_of(kind: str) -> str:
    return guid("Event", kind)


def category(name: str) -> str:
    return guid("Category", name)
