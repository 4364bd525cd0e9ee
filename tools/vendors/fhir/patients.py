"""Patients as plain FHIR R4 keeps them."""

from datetime import date

from clinic.models import Patient
from clinic.phones import phone_e164
from tools.ehr.port import NewPatient, PatientRecord
from tools.fhir_client import Resource
from tools.vendors.fhir.identifiers import REGISTRATION, identifier, values

_PHONES = ("phone", "sms")


def patient_record(resource: Resource, country: str) -> PatientRecord | None:
    """None for a record that a front office cannot use: no name, or no full birth date.

    `country` (ISO 3166) is where numbers without a country code are dialled.
    """
    names = names_on_file(resource)
    try:
        birth_date = date.fromisoformat(resource.get("birthDate", ""))
    except ValueError:
        return None
    if not names:
        return None
    patient = Patient(
        id=resource["id"],
        first_name=names[0][0],
        last_name=names[0][1],
        birth_date=birth_date,
        phones=phones_on_file(resource, country),
        language=_language(resource),
    )
    return PatientRecord(
        patient=patient,
        active=resource.get("active", True),
        deceased=bool(resource.get("deceasedBoolean") or resource.get("deceasedDateTime")),
        other_names=tuple(names[1:]),
        postal_codes=tuple(
            each["postalCode"] for each in resource.get("address", ()) if each.get("postalCode")
        ),
        keys=frozenset(values(resource, REGISTRATION)),
    )


def new_patient(person: NewPatient, key: str) -> Resource:
    """The Patient resource of somebody who registers; `key` is found again in its identifier."""
    telecom = [{"system": "phone", "value": person.phone, "use": "mobile"}]
    if person.email:
        telecom.append({"system": "email", "value": person.email})
    return {
        "resourceType": "Patient",
        "identifier": [identifier(REGISTRATION, key)],
        "active": True,
        "name": [{"use": "official", "family": person.last_name, "given": person.first_name.split()}],
        "telecom": telecom,
        "birthDate": person.birth_date.isoformat(),
        "communication": [
            {
                "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": person.language}]},
                "preferred": True,
            }
        ],
    }


def names_on_file(resource: Resource) -> list[tuple[str, str]]:
    """(First, last) names of a Patient or RelatedPerson: official first, then as listed.

    Names out of use come last, since people go on using them; those without a family name are left out.
    """
    order = {"official": 0, "usual": 1, "old": 3, "maiden": 3}
    names = sorted(resource.get("name", ()), key=lambda name: order.get(name.get("use", ""), 2))
    return [(" ".join(name.get("given", ())), name["family"]) for name in names if name.get("family")]


def phones_on_file(resource: Resource, country: str) -> tuple[str, ...]:
    """Numbers in use of a Patient or RelatedPerson, in E.164."""
    written = (
        contact.get("value", "")
        for contact in resource.get("telecom", ())
        if contact.get("system") in _PHONES and contact.get("use") != "old"
    )
    return tuple(dict.fromkeys(number for each in written if (number := phone_e164(each, country))))


def _language(resource: Resource) -> str:
    """The preferred language's first subtag, such as "es"; "en" when the record names none."""
    spoken = sorted(resource.get("communication", ()), key=lambda each: not each.get("preferred", False))
    codes = [
        coding.get("code", "") for each in spoken for coding in each.get("language", {}).get("coding", ())
    ]
    return codes[0].partition("-")[0].lower() if codes and codes[0] else "en"
