"""Writes that may be tried again: created once for a key, and honest about what was begun and not finished."""

from collections.abc import Iterator
from contextlib import contextmanager

from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, Resource
from tools.vendors.fhir.identifiers import token


async def made_with(fhir: FhirClient, resource_type: str, system: str, key: str) -> Resource | None:
    """The resource that an earlier try with the key made; of several always the same one."""
    found = await fhir.search(resource_type, [("identifier", token(system, key))])
    return min(found, key=lambda each: str(each["id"])) if found else None


async def create_once(
    fhir: FhirClient, resource: Resource, system: str, key: str, *, is_new: bool = False
) -> Resource:
    """Create it, or answer with what an earlier try made. Raises LostAnswer when neither is known to be there.

    Looked for first, since not every server minds If-None-Exist; `is_new` when the caller has done so.
    """
    resource_type = resource["resourceType"]
    if not is_new and (earlier := await made_with(fhir, resource_type, system, key)) is not None:
        return earlier
    try:
        return await fhir.create(resource, if_none_exist=(system, key))
    except LostAnswer:
        with begun():
            made = await made_with(fhir, resource_type, system, key)
        if made is None:
            raise
        return made


@contextmanager
def begun() -> Iterator[None]:
    """A block that goes on with a write: a failure in it leaves something written, which a second try finishes."""
    try:
        yield
    except LostAnswer:
        raise
    except FhirFailure as failure:
        raise LostAnswer("A write was begun and not finished.") from failure
