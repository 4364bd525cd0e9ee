"""The demo's organization, sites, services and clinicians, from clinic.yaml and the roster."""

from collections.abc import Iterator
from typing import Any

from clinic.hours import WEEKDAYS
from clinic.phones import phone_e164
from clinic.settings import ClinicSettings
from demo.calendars import fhir_key, location_id, service_type, visit_types_of
from demo.roster import ROSTER, SYSTEM, StaffMember

ORGANIZATION_ID = "organization-riverside"
NPI_SYSTEM = "http://hl7.org/fhir/sid/us-npi"
_LANGUAGES = {"en": "English", "es": "Spanish"}
_ADDRESSES = {
    "main_street": {"line": ["120 Main Street"], "city": "New York", "state": "NY", "postalCode": "10013"},
    "lakeside": {"line": ["48 Lakeside Avenue"], "city": "Brooklyn", "state": "NY", "postalCode": "11215"},
}


def organization_resources(settings: ClinicSettings) -> Iterator[dict[str, Any]]:
    """What the calendars refer to, in an order in which every reference is to something before it."""
    yield {
        "resourceType": "Organization",
        "id": ORGANIZATION_ID,
        "active": True,
        "name": settings.name,
        "telecom": [_phone(settings.phone, settings.country)],
    }
    for site in settings.sites:
        yield _location(settings, site)
    for key in settings.visit_types:
        yield _service(settings, key)
    for member in ROSTER:
        yield _practitioner(settings, member)
    for member in ROSTER:
        yield _role(settings, member)


def language_concept(language: str) -> dict[str, Any]:
    return {
        "coding": [{"system": "urn:ietf:bcp:47", "code": language, "display": _LANGUAGES[language]}],
        "text": _LANGUAGES[language],
    }


def _phone(number: str, country: str) -> dict[str, str]:
    return {"system": "phone", "value": phone_e164(number, country) or number, "use": "work"}


def _location(settings: ClinicSettings, key: str) -> dict[str, Any]:
    site = settings.sites[key]
    return {
        "resourceType": "Location",
        "id": location_id(key),
        "identifier": [{"system": f"{SYSTEM}/location", "value": site.location}],
        "status": "active",
        "name": site.name,
        "mode": "instance",
        "telecom": [_phone(site.phone, settings.country)],
        "address": {"text": site.address, **_ADDRESSES[key], "country": settings.country},
        "managingOrganization": {"reference": f"Organization/{ORGANIZATION_ID}"},
        "hoursOfOperation": [
            {
                "daysOfWeek": [day],
                "openingTime": period.start.isoformat(),
                "closingTime": period.end.isoformat(),
            }
            for day in WEEKDAYS
            for period in site.hours.get(day, ())
        ],
    }


def _service(settings: ClinicSettings, key: str) -> dict[str, Any]:
    visit_type = settings.visit_types[key]
    return {
        "resourceType": "HealthcareService",
        "id": f"service-{fhir_key(key)}",
        "active": True,
        "providedBy": {"reference": f"Organization/{ORGANIZATION_ID}"},
        "type": [service_type(settings, key)],
        "location": [
            {"reference": f"Location/{location_id(site)}"} for site in visit_type.sites or settings.sites
        ],
        "name": visit_type.name["en"],
        "appointmentRequired": True,
    }


def _practitioner(settings: ClinicSettings, member: StaffMember) -> dict[str, Any]:
    return {
        "resourceType": "Practitioner",
        "id": member.practitioner_id,
        "identifier": [{"system": NPI_SYSTEM, "value": settings.clinicians[member.key].npi}],
        "active": True,
        "name": [
            {
                "use": "official",
                "text": member.name,
                "family": member.last_name,
                "given": [member.first_name],
                "prefix": [member.prefix],
            }
        ],
        "gender": member.gender,
        "communication": [language_concept(language) for language in member.languages],
    }


def _role(settings: ClinicSettings, member: StaffMember) -> dict[str, Any]:
    sites = list(dict.fromkeys(shift.site for shift in member.shifts))
    services = dict.fromkeys(key for site in sites for key in visit_types_of(settings, member.key, site))
    return {
        "resourceType": "PractitionerRole",
        "id": f"role-{member.key}",
        "active": True,
        "practitioner": {"reference": f"Practitioner/{member.practitioner_id}", "display": member.name},
        "organization": {"reference": f"Organization/{ORGANIZATION_ID}"},
        "specialty": [
            {
                "coding": [
                    {
                        "system": "http://snomed.info/sct",
                        "code": member.specialty_code,
                        "display": member.specialty,
                    }
                ],
                "text": member.specialty,
            }
        ],
        "location": [{"reference": f"Location/{location_id(site)}"} for site in sites],
        "healthcareService": [
            {"reference": f"HealthcareService/service-{fhir_key(key)}"} for key in services
        ],
    }
