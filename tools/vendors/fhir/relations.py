"""Who may act for whom, as RelatedPerson tells it: the relation and its names; what it permits is the clinic's to say."""

from datetime import date

from clinic.names import fold
from tools.ehr.chart_port import Relation
from tools.ehr.port import PatientRecord
from tools.fhir_client import FhirClient, NotFound, Resource
from tools.vendors.fhir.identifiers import id_of
from tools.vendors.fhir.patients import names_on_file, patient_record, phones_on_file

_ROLE_CODES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


async def representatives_of(
    fhir: FhirClient, patient: PatientRecord, today: date, country: str
) -> list[Relation]:
    """Relations of the patient that hold today."""
    wanted = [("patient", f"Patient/{patient.patient.id}"), ("_count", "100")]
    found = await fhir.search("RelatedPerson", wanted)
    return [
        _relation(each, patient, country)
        for each in found
        if _holds(each, today) and _patient_id(each) == patient.patient.id
    ]


async def dependents_of(
    fhir: FhirClient, patient: PatientRecord, today: date, country: str
) -> list[Relation]:
    """Relations to others of a RelatedPerson with this patient's very name, birth date and phone.

    All three, because a wrong hit would open a stranger's record; who shares less with it is left to staff.
    """
    wanted = [("birthdate", patient.patient.birth_date.isoformat()), ("_count", "100")]
    relations: list[Relation] = []
    for each in await fhir.search("RelatedPerson", wanted):
        if not _holds(each, today) or not _is_same_person(each, patient, country):
            continue
        dependent = await _patient(fhir, _patient_id(each), country)
        if dependent is not None and dependent.active and not dependent.deceased:
            relations.append(_relation(each, dependent, country))
    return relations


async def _patient(fhir: FhirClient, patient_id: str, country: str) -> PatientRecord | None:
    try:
        return patient_record(await fhir.read("Patient", patient_id), country)
    except NotFound:
        return None


def _is_same_person(related: Resource, patient: PatientRecord, country: str) -> bool:
    ours = patient.patient
    return (
        related.get("birthDate") == ours.birth_date.isoformat()
        and bool(set(phones_on_file(related, country)) & set(ours.phones))
        and _patient_id(related) != ours.id
        and any(
            (fold(first), fold(last)) == (fold(ours.first_name), fold(ours.last_name))
            for first, last in names_on_file(related)
        )
    )


def _holds(related: Resource, today: date) -> bool:
    """In use, and its period has not ended. Dates compare as text, however exact they are."""
    end = related.get("period", {}).get("end", "9999")
    return bool(related.get("active", True)) and end >= today.isoformat()[: len(end)]


def _relation(related: Resource, patient: PatientRecord, country: str) -> Relation:
    codes = [
        coding["code"]
        for concept in related.get("relationship", ())
        for coding in concept.get("coding", ())
        if "code" in coding and coding.get("system", _ROLE_CODES) == _ROLE_CODES
    ]
    name = next(iter(names_on_file(related)), ("", ""))
    return Relation(
        related["id"],
        patient,
        name,
        tuple(dict.fromkeys(codes)),
        birth_date=_day(related.get("birthDate", "")),
        phones=phones_on_file(related, country),
    )


def _day(written: str) -> date | None:
    """None for none, and for a year or a month alone."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _patient_id(related: Resource) -> str:
    return id_of(related["patient"].get("reference", ""))
