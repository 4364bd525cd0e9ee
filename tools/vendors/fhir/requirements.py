"""What a FHIR R4 server must do so that visits can be written safely there: tried out, not believed.

No transaction, no `_include`, no /metadata and no If-None-Exist are needed. Versions with If-Match and searches that
mind their parameters are: without the first two callers take one slot, without the second a retry finds a stranger's
visit.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tools.fhir_client import (
    EhrUnavailable,
    FhirClient,
    FhirFailure,
    Rejected,
    Resource,
    VersionConflict,
    version_of,
)

_NOBODY: Final = "frontdesk-probe-0"
_SEARCHES: Final = (
    ("Patient", "identifier", f"urn:frontdesk:probe|{_NOBODY}"),
    ("Patient", "birthdate", "1801-01-01"),
    ("Appointment", "identifier", f"urn:frontdesk:probe|{_NOBODY}"),
    ("Appointment", "patient", f"Patient/{_NOBODY}"),
    ("Appointment", "slot", f"Slot/{_NOBODY}"),
    ("Appointment", "date", "ge2999-01-01"),
    ("Slot", "schedule", f"Schedule/{_NOBODY}"),
    ("Slot", "start", "ge2999-01-01"),
    ("Slot", "_id", _NOBODY),
    ("Schedule", "actor", f"Practitioner/{_NOBODY}"),
    ("Practitioner", "identifier", _NOBODY),
    ("Location", "identifier", _NOBODY),
)
"""Searches that can find nothing. A server that ignores the parameter answers with everything it has."""


@dataclass(frozen=True)
class Requirement:
    """One thing that was tried. `reason` says what was seen and what it would lead to; empty when all is well."""

    name: str
    reason: str = ""
    answered: bool = True
    """False where the server could not be asked: it may be well all the same."""
    forbidden: bool = False
    """Not answered because our token does not cover it (403): what it would show cannot be used either."""

    @property
    def met(self) -> bool:
        return not self.reason


async def requirements(fhir: FhirClient, *, write: bool) -> tuple[Requirement, ...]:
    """Each requirement as found. With `write`, a slot is also sent with a version that it does not have.

    A server that minds If-Match refuses that; one that does not writes the slot as it was read. Raises nothing: a server
    that does not answer fails what was asked of it, and is not asked the rest when it does not answer the first.
    """
    first, *others = (
        _tried(f"{kind}?{name}", _mind(fhir, kind, name, value)) for kind, name, value in _SEARCHES
    )
    tried = [await first]
    if not tried[0].answered and not tried[0].forbidden:
        for each in others:
            each.close()
        return tuple(tried)
    tried += await asyncio.gather(*others)
    tried.append(await _tried("Slot?_sort=start", lambda: _sorts(fhir)))
    tried.append(await _tried("Slot versions", lambda: _keeps_versions(fhir)))
    if write and tried[-1].met:
        tried.append(await _tried("Slot If-Match", lambda: _minds_versions(fhir)))
    return tuple(tried)


async def _tried(name: str, trial: Callable[[], Awaitable[str]]) -> Requirement:
    try:
        return Requirement(name, await trial())
    except FhirFailure as failure:
        reason = f"{failure.message} Frontdesk cannot work without it."
        answered = not isinstance(failure, EhrUnavailable)
        return Requirement(name, reason, answered, forbidden=not answered and failure.http_status == 403)


def _mind(fhir: FhirClient, kind: str, name: str, value: str) -> Callable[[], Awaitable[str]]:
    async def trial() -> str:
        if await fhir.search(kind, [(name, value), ("_count", "1")], at_most=1):
            return (
                f"A search of {kind} by {name} finds what does not fit: the server ignores the parameter, "
                "and one patient's record could be taken for another's."
            )
        return ""

    return trial


async def _sorts(fhir: FhirClient) -> str:
    wanted = [("_sort", "-start"), ("_count", "1")]
    last = await fhir.search("Slot", wanted, at_most=1)
    first = await fhir.search("Slot", [("_sort", "start"), ("_count", "1")], at_most=1)
    some = await fhir.search("Slot", [("_count", "20")], at_most=20)
    if not (first and last):
        return ""
    earliest, latest = datetime.fromisoformat(first[0]["start"]), datetime.fromisoformat(last[0]["start"])
    between = {datetime.fromisoformat(each["start"]) for each in some}
    if not between or (earliest <= min(between) and max(between) <= latest):
        return ""
    return "Slots do not come in the order asked for (_sort=start): the earliest time could be missed."


async def _keeps_versions(fhir: FhirClient) -> str:
    slot = await _some_slot(fhir)
    try:
        if slot is not None:
            version_of(slot)
    except Rejected:
        return "Slots carry no meta.versionId: two callers could take one slot."
    return ""


async def _minds_versions(fhir: FhirClient) -> str:
    slot = await _some_slot(fhir)
    if slot is None:
        return ""
    version = version_of(slot)
    other = (
        str(int(version) + 1_000_000)
        if version.isdecimal()
        else f"{version[:-1]}{'0' if version[-1] != '0' else '1'}"
    )
    try:
        await fhir.update({**slot, "meta": {**slot["meta"], "versionId": other}})
    except (VersionConflict, Rejected):
        return ""
    return "A slot can be overwritten with a version that it does not have (If-Match): two callers could take one slot."


async def _some_slot(fhir: FhirClient) -> Resource | None:
    """The slot that starts last: the one that nobody is after."""
    found = await fhir.search("Slot", [("_sort", "-start"), ("_count", "1")], at_most=1)
    return await fhir.read("Slot", found[0]["id"]) if found else None
