"""Patients in Epic: `$match` and search to find candidates, and a create that may answer with somebody who exists."""

import asyncio

from clinic.birthdays import swapped
from clinic.names import fold
from clinic.record_linkage import Particulars
from tools.ehr.port import NewPatient, PatientRecord
from tools.ehr.results import Refused, Registered, Unknown
from tools.fhir_client import FhirClient, FhirFailure, LostAnswer, NotFound, Resource
from tools.vendors.epic.exchange import ELEMENT_MISSING, EpicRefusal
from tools.vendors.fhir.patients import new_patient, patient_record


class EpicPatients:
    """The patients of one Epic. No identifier of ours is kept there: a person is known by name, birth date and phone."""

    def __init__(self, fhir: FhirClient, country: str) -> None:
        self._fhir = fhir
        self._country = country

    async def by_id(self, patient_id: str) -> PatientRecord | None:
        try:
            return patient_record(await self._fhir.read("Patient", patient_id), self._country)
        except NotFound:
            return None

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        """Who may be meant. Raises FhirFailure.

        Epic searches only with given and family name and birth date (it hears names and knows nicknames by itself);
        `$match` also does without a given name, and by phone. Day and month exchanged are looked up as well.
        """
        searches = [
            self._search(told, day.isoformat()) for day in (told.birth_date, *swapped(told.birth_date))
        ]
        answers = await asyncio.gather(self._matched(told), *(searches if told.first_name else ()))
        found = {each["id"]: each for answer in answers for each in answer}
        return [record for each in found.values() if (record := patient_record(each, self._country))]

    async def same(self, person: NewPatient) -> PatientRecord | None:
        """The record of this very person, by name, birth date and phone. Raises FhirFailure."""
        told = Particulars(
            last_name=person.last_name,
            birth_date=person.birth_date,
            first_name=person.first_name,
            phone=person.phone,
        )
        return next((each for each in await self.candidates(told) if _is(each, person)), None)

    async def register(self, person: NewPatient, key: str) -> Registered | Refused | Unknown:
        """Once: a create whose answer is lost is never sent again, the person is looked for instead."""
        wanted = new_patient(person, key)
        del wanted["identifier"]  # Epic keeps identifiers of its own alone
        try:
            created = await self._fhir.create_unconditionally(wanted)
        except LostAnswer:
            return await self._looked_for(person)
        except EpicRefusal as refusal:
            if refusal.codes & ELEMENT_MISSING:
                why = "the organization requires an element of a new patient that Frontdesk does not ask for"
                return Refused(code="not_supported", detail=f"register_patient: {why}")
            return Refused(code="ehr_unavailable", detail=refusal.message)
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)
        record = patient_record(created, self._country)
        if record is None or not _is(record, person):
            return Refused(code="already_exists")
        return Registered(patient=record.patient)

    async def _looked_for(self, person: NewPatient) -> Registered | Unknown:
        try:
            record = await self.same(person)
        except FhirFailure:
            record = None
        return Registered(patient=record.patient) if record else Unknown(detail="register")

    async def _search(self, told: Particulars, birth_date: str) -> list[Resource]:
        wanted = [("family", told.last_name), ("given", told.first_name), ("birthdate", birth_date)]
        return await self._fhir.search("Patient", wanted)

    async def _matched(self, told: Particulars) -> list[Resource]:
        """Epic answers only with whom it is certain of, and refuses to be asked otherwise."""
        name: Resource = {"family": told.last_name}
        if told.first_name:
            name["given"] = told.first_name.split()
        patient: Resource = {
            "resourceType": "Patient",
            "name": [name],
            "birthDate": told.birth_date.isoformat(),
        }
        if told.phone:
            patient["telecom"] = [{"system": "phone", "value": told.phone}]
        if told.postal_code:
            patient["address"] = [{"postalCode": told.postal_code}]
        parameters = [
            {"name": "resource", "resource": patient},
            {"name": "onlyCertainMatches", "valueBoolean": True},
        ]
        return await self._fhir.operate(
            "Patient", "match", {"resourceType": "Parameters", "parameter": parameters}
        )


def _is(record: PatientRecord, person: NewPatient) -> bool:
    """Whether the record is of exactly this person: what Epic answers is compared before it is trusted."""
    names = ((record.patient.first_name, record.patient.last_name), *record.other_names)
    told = (fold(person.first_name), fold(person.last_name))
    return (
        record.active
        and not record.deceased
        and record.patient.birth_date == person.birth_date
        and person.phone in record.patient.phones
        and any((fold(first), fold(last)) == told for first, last in names)
    )
