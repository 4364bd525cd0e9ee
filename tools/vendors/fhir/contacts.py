"""How a patient is reached, changed in the record: the new value comes first, the old one stays, marked as old."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from clinic.care import Address, Contact
from clinic.phones import phone_e164
from tools.ehr.chart_results import ContactUpdated
from tools.ehr.results import Refused
from tools.fhir_client import FhirClient, LostAnswer, Resource, VersionConflict
from tools.vendors.fhir.identifiers import CONTACT_CHANGE

_TRIES = 3


async def change_contact(
    fhir: FhirClient, patient_id: str, contact: Contact, on: date, key: str, country: str
) -> ContactUpdated | Refused:
    """Write it with If-Match on what was read. Raises FhirFailure; LostAnswer when it may have been written."""
    lost: LostAnswer | None = None
    for _ in range(_TRIES):
        patient = await fhir.read("Patient", patient_id)
        changed = with_contact(patient, contact, on, key, country)
        if changed == patient or _was_changed_with(patient, key):
            return ContactUpdated(contact=contact)
        try:
            await fhir.update(changed)
        except VersionConflict:
            lost = None
        except LostAnswer as failure:
            lost = failure  # If-Match makes a second try harmless: it conflicts when the first took effect
        else:
            return ContactUpdated(contact=contact)
    if lost is not None:
        raise lost
    return Refused(code="changed_meanwhile")


def with_contact(patient: Resource, contact: Contact, on: date, key: str, country: str) -> Resource:
    """The record with the new particulars. What is on file already, and current, is left as it is."""
    telecom = list(patient.get("telecom", ()))
    if contact.phone and not _is_current(telecom, "phone", contact.phone, country):
        new = {"system": "phone", "value": contact.phone, "use": "mobile", "rank": 1}
        telecom = [_marked(new, key), *_retired(telecom, "phone", on)]
    if contact.email and not _is_current(telecom, "email", contact.email, country):
        telecom = [*_retired(telecom, "email", on), _marked({"system": "email", "value": contact.email}, key)]
    addresses = list(patient.get("address", ()))
    if contact.address and not any(_same_address(each, contact.address) for each in addresses):
        addresses = [_marked(_address(contact.address), key), *_retired_addresses(addresses, on)]
    return patient | ({"telecom": telecom} if telecom else {}) | ({"address": addresses} if addresses else {})


def _is_current(telecom: Iterable[Mapping[str, Any]], system: str, value: str, country: str) -> bool:
    """Whether the value is the first of its kind that is in use."""
    current = [each for each in telecom if each.get("system") == system and each.get("use") != "old"]
    first = min(current, key=lambda each: each.get("rank", 99), default={})
    written = str(first.get("value", ""))
    return value == (phone_e164(written, country) if system == "phone" else written)


def _retired(telecom: Iterable[Mapping[str, Any]], system: str, on: date) -> list[dict[str, Any]]:
    """Personal entries of a kind are old from now on; those at work stay in use."""
    return [
        _old(each, on)
        if each.get("system") == system and each.get("use") not in ("old", "work")
        else dict(each)
        for each in telecom
    ]


def _retired_addresses(addresses: Iterable[Mapping[str, Any]], on: date) -> list[dict[str, Any]]:
    return [
        dict(each) if each.get("use") in ("old", "work", "billing") else _old(each, on) for each in addresses
    ]


def _old(entry: Mapping[str, Any], on: date) -> dict[str, Any]:
    kept = {name: value for name, value in entry.items() if name != "rank"}
    return kept | {"use": "old", "period": {**entry.get("period", {}), "end": on.isoformat()}}


def _address(address: Address) -> dict[str, Any]:
    parts = {
        "line": list(address.lines),
        "city": address.city,
        "state": address.state,
        "postalCode": address.postal_code,
        "country": address.country,
    }
    return {"use": "home"} | {name: value for name, value in parts.items() if value}


def _same_address(entry: Mapping[str, Any], address: Address) -> bool:
    return entry.get("use") != "old" and all(
        entry.get(name) == value for name, value in _address(address).items() if name != "use"
    )


def _marked(entry: dict[str, Any], key: str) -> dict[str, Any]:
    return entry | {"extension": [{"url": CONTACT_CHANGE, "valueString": key}]}


def _was_changed_with(patient: Resource, key: str) -> bool:
    entries = [*patient.get("telecom", ()), *patient.get("address", ())]
    return any(
        each.get("url") == CONTACT_CHANGE and each.get("valueString") == key
        for entry in entries
        for each in entry.get("extension", ())
    )
