"""Persons of a practice: looked up by birthday and by phone, registered, and compared."""

import asyncio
from datetime import date, timedelta
from typing import Any

from clinic.clock import Clock
from clinic.models import Patient
from clinic.names import fold
from clinic.phones import phone_e164
from clinic.record_linkage import Particulars
from clinic.settings import ClinicSettings
from tools.ehr.port import NewPatient, PatientRecord
from tools.ehr.results import Refused, Registered, Unknown
from tools.fhir_client import FhirFailure, LostAnswer, NotFound, VersionConflict
from tools.vendors.nextgen.client import NextGenClient
from tools.vendors.nextgen.formats import a_date, a_language, a_moment, is_guid
from tools.vendors.rest import Listed

_PHONES = ("cellPhone", "homePhone", "dayPhone", "alternatePhone", "secondaryHomePhone")
_JUST_NOW = timedelta(days=1)
_SCHEDULABLE = "A"
"""patient-statuses: appointmentScheduling of a status with which appointments are made without more ado."""


class Persons:
    """Reads and writes /persons. Everybody is one there, patient or not: a person who registers has no chart yet."""

    def __init__(self, client: NextGenClient, settings: ClinicSettings, clock: Clock) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._statuses: dict[str, bool] | None = None

    async def by_id(self, person_id: str) -> PatientRecord | None:
        listed = await self._person(person_id)
        return await self._record(listed) if listed else None

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        """Everybody born on the day, and everybody with the phone: a lookup holds neither status nor death."""
        lookups = [self._looked_up(dateOfBirth=told.birth_date.isoformat())]
        if told.phone is not None:
            lookups.append(self._looked_up(quickSearchId="PhoneNumber", quickSearchInput=_digits(told.phone)))
        found = dict.fromkeys(
            str(each["id"]) for each_of in await asyncio.gather(*lookups) for each in each_of
        )
        records = await asyncio.gather(*(self.by_id(each) for each in found))
        return [each for each in records if each is not None]

    async def registered_with(self, person: NewPatient) -> PatientRecord | None:
        """This very person, put on file just now: a record that is older was not made by a try that went before."""
        looked_up = await self._looked_up(
            dateOfBirth=person.birth_date.isoformat(), lastName=person.last_name, firstName=person.first_name
        )
        for each in looked_up:
            listed = await self._person(str(each["id"]))
            created = a_moment(listed.get("createTimestampUtc")) if listed else None
            if listed and created and created >= self._clock.now() - _JUST_NOW:
                record = await self._record(listed)
                if record is not None and agrees(record, person):
                    return record
        return None

    async def register(self, person: NewPatient) -> Registered | Refused | Unknown:
        failure: FhirFailure | None = None
        try:
            await self._client.post("persons", "persons", "register", _body(person))
        except (LostAnswer, VersionConflict) as lost:
            failure = lost
        except FhirFailure as refused:
            return Refused(code="ehr_unavailable", detail=refused.message)
        try:
            record = await self.registered_with(person)
        except FhirFailure:
            record = None
        if record is not None:
            return Registered(patient=record.patient)
        if isinstance(failure, VersionConflict):  # 409: NextGen takes them for somebody who is on file
            return Refused(code="already_exists")
        return Unknown(detail="register")

    async def _looked_up(self, **query: str) -> list[Listed]:
        everybody = {"excludeExpired": "false", "searchPatientsOnly": "false"}
        return await self._client.looked_up("persons/lookup", "persons", query | everybody)

    async def _person(self, person_id: str) -> Listed | None:
        if not is_guid(person_id):
            return None
        try:
            return await self._client.one(f"persons/{person_id}", "persons")
        except NotFound:
            return None

    async def _record(self, listed: Listed) -> PatientRecord | None:
        status = listed.get("patientStatusId")
        active = status is None or (await self._schedulable()).get(str(status), True)
        return person_record(listed, self._settings.country, active=active)

    async def _schedulable(self) -> dict[str, bool]:
        """Whether somebody with a status may be booked without staff, by the status's id."""
        if self._statuses is None:
            listed = await self._client.listed("master/patient-statuses", "patient statuses")
            self._statuses = {
                str(each["id"]): each.get("appointmentScheduling") == _SCHEDULABLE for each in listed
            }
        return self._statuses


def person_record(listed: Listed, country: str, *, active: bool) -> PatientRecord | None:
    """None for a record that a front office cannot use: no name, or no full birth date."""
    birth_date: date | None = a_date(listed.get("dateOfBirth"))
    first, last = _text(listed, "firstName"), _text(listed, "lastName")
    if birth_date is None or not last:
        return None
    others = [
        (_text(listed, "nickname"), last),
        (_text(listed, "previousFirstName"), last),
        (first if _text(listed, "priorLastName") else "", _text(listed, "priorLastName")),
    ]
    postal_code = _text(listed, "zip")
    return PatientRecord(
        patient=Patient(
            id=str(listed["id"]),
            first_name=first,
            last_name=last,
            birth_date=birth_date,
            phones=tuple(
                dict.fromkeys(
                    number for name in _PHONES if (number := phone_e164(_text(listed, name), country))
                )
            ),
            language=a_language(listed.get("preferredLanguage")),
        ),
        active=active,
        deceased=bool(listed.get("isExpired") or listed.get("expiredDate")),
        other_names=tuple(name for name in others if name[0]),
        postal_codes=(postal_code,) if postal_code else (),
    )


def agrees(record: PatientRecord, person: NewPatient) -> bool:
    """Whether a record is surely the person just registered: name, birthday and phone as they were given."""
    patient = record.patient
    return (
        patient.birth_date == person.birth_date
        and fold(patient.first_name) == fold(person.first_name)
        and fold(patient.last_name) == fold(person.last_name)
        and person.phone in patient.phones
    )


def _body(person: NewPatient) -> dict[str, Any]:
    body: dict[str, Any] = {
        "FirstName": person.first_name,
        "LastName": person.last_name,
        "DateOfBirth": f"{person.birth_date.isoformat()}T00:00:00",
        "Sex": "U",
        "CellPhone": _digits(person.phone),
        "HasPhoneNumber": True,
        "IgnoreDuplicatePersons": False,
    }
    return body | ({"Email": person.email, "HasEmail": True} if person.email else {})


def _digits(phone: str) -> str:
    """The ten digits of an E.164 number of the US."""
    return phone.removeprefix("+1") if phone.startswith("+1") else phone.removeprefix("+")


def _text(listed: Listed, name: str) -> str:
    return str(listed.get(name) or "").strip()
