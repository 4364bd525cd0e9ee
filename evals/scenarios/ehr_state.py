"""The EHR before and after a conversation, and what is different, told as a receptionist would."""

from datetime import datetime
from typing import Any

import httpx
from pydantic import BaseModel

Json = dict[str, Any]
TYPES = (
    "Appointment", "Communication", "Coverage", "DocumentReference", "MedicationRequest", "Patient", "RelatedPerson",
    "ServiceRequest", "Slot", "Task",
)  # fmt: skip
State = dict[str, Json]
"""Resources by Type/id."""


class Change(BaseModel):
    """booked, moved, cancelled, confirmed, registered, or `other` with what was written. `start` in the EHR's offset."""

    kind: str
    what: str
    start: datetime | None = None
    patient: str = ""


async def state_of(fhir: httpx.AsyncClient) -> State:
    found: State = {}
    for type_ in TYPES:
        for resource in await all_of(fhir, f"{type_}?_count=1000"):
            found[f"{type_}/{resource['id']}"] = resource
    return found


async def all_of(fhir: httpx.AsyncClient, query: str) -> list[Json]:
    """All resources that a search finds, over all its pages; none of a type that the server does not keep."""
    found: list[Json] = []
    url: str | None = query
    while url:
        answer = await fhir.get(url)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return []
        bundle = answer.raise_for_status().json()
        found += [entry["resource"] for entry in bundle.get("entry", [])]
        url = next((link["url"] for link in bundle.get("link", []) if link["relation"] == "next"), None)
    return found


def differences(before: State, after: State) -> list[Change]:
    """Slots are left out where an appointment explains them; a slot that changed alone is `other`."""
    told: list[Change] = []
    explained: set[str] = set()
    slots: list[str] = []
    for key, new in after.items():
        old = before.get(key)
        if old and _plain(old) == _plain(new):
            continue
        if key.startswith("Slot/"):
            slots.append(key)
            continue
        told.append(_told(key, old, new))
        for version in (old or {}, new):
            explained |= {each["reference"] for each in version.get("slot", [])}
    told += [Change(kind="other", what=f"{key} deleted") for key in before.keys() - after.keys()]
    told += [Change(kind="other", what=f"{key} changed alone") for key in slots if key not in explained]
    return told


def _plain(resource: Json) -> Json:
    """Without version and time of change: those move with every write, also one that was taken back."""
    return {name: value for name, value in resource.items() if name != "meta"}


def _told(key: str, old: Json | None, new: Json) -> Change:
    type_ = key.partition("/")[0]
    if type_ == "Patient" and old is None:
        name = new["name"][0]
        return Change(
            kind="registered", what=f"{' '.join(name['given'])} {name['family']} {new['birthDate']}"
        )
    if type_ == "Appointment":
        patient = next(
            each["actor"]["reference"]
            for each in new["participant"]
            if "Patient/" in each["actor"]["reference"]
        )
        at = {"start": datetime.fromisoformat(new["start"]), "patient": patient.partition("/")[2]}
        if old is None:
            return Change(kind="booked", what=key, **at)
        if new["status"] == "cancelled":
            return Change(kind="cancelled", what=key, **at)
        kind = "moved" if old["start"] != new["start"] else "confirmed"
        return Change(kind=kind, what=key, **at)
    return Change(kind="other", what=f"{key} {'created' if old is None else 'changed'}")
