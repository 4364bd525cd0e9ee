"""Patients of a practice: found by athenahealth's own matching and by birthday, registered, and compared."""

from datetime import date, timedelta

from clinic.clock import Clock
from clinic.models import Patient
from clinic.names import fold
from clinic.phones import phone_e164
from clinic.record_linkage import Particulars
from clinic.settings import ClinicSettings
from tools.ehr.port import NewPatient, PatientRecord
from tools.ehr.results import Refused, Registered, Unknown
from tools.fhir_client import FhirFailure, LostAnswer, NotFound, Rejected
from tools.vendors.athenahealth.client import AthenaClient
from tools.vendors.athenahealth.formats import a_date, a_language, a_language_code, an_id, written_date
from tools.vendors.rest import KeptRoster, Listed

_LONGEST_NAME = 20
"""Characters: what is longer would be cut, and then be another name than the caller's."""
_PHONES = ("mobilephone", "homephone", "workphone")


class AthenaPatients:
    """Reads and writes /patients."""

    def __init__(
        self, client: AthenaClient, roster: KeptRoster, settings: ClinicSettings, clock: Clock
    ) -> None:
        self._client = client
        self._roster = roster
        self._settings = settings
        self._clock = clock

    async def by_id(self, patient_id: str) -> PatientRecord | None:
        if not patient_id.isdecimal():
            return None
        try:
            listed = await self._client.one(f"patients/{patient_id}", "patients")
        except NotFound:
            return None
        return self._record(listed) if listed else None

    async def candidates(self, told: Particulars) -> list[PatientRecord]:
        """Everybody born on the day, and whom enhanced best match finds for slips of the pen and ear."""
        found = {each.patient.id: each for each in await self._born_on(told)}
        for each in await self._best_matches(told):
            patient_id = an_id(each.get("patientid"))
            # A match holds neither status nor all phones: the record itself is read.
            if patient_id not in found and (record := await self.by_id(patient_id)) is not None:
                found[patient_id] = record
        return list(found.values())

    async def registered_with(self, person: NewPatient) -> PatientRecord | None:
        """This very person, put on file today: a record that is older was not made by a try that went before."""
        today = self._clock.now().astimezone(self._settings.zone).date()
        made_since = {today, today - timedelta(days=1)}
        return await self._on_file(person, made_since)

    async def register(self, person: NewPatient) -> Registered | Refused | Unknown:
        """athenaOne may answer with somebody who is on file already: only a record that agrees is trusted."""
        if max(len(person.first_name), len(person.last_name)) > _LONGEST_NAME:
            return Refused(code="not_supported", detail=f"a name has up to {_LONGEST_NAME} characters there")
        try:
            created = await self._client.post("patients", "patients", "register", await self._form(person))
            record = await self.by_id(an_id(created[0].get("patientid")))
        except LostAnswer:
            return await self._read_back(person)
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)
        if record is None:
            return Unknown(detail="register")
        return (
            Registered(patient=record.patient) if agrees(record, person) else Refused(code="already_exists")
        )

    async def _read_back(self, person: NewPatient) -> Registered | Unknown:
        try:
            record = await self.registered_with(person)
        except FhirFailure:
            record = None
        return Registered(patient=record.patient) if record else Unknown(detail="register")

    async def _on_file(self, person: NewPatient, since: set[date]) -> PatientRecord | None:
        born = written_date(person.birth_date)
        listed = await self._client.listed("patients", "patients", dob=born, lastname=person.last_name)
        for each in listed:
            record = self._record(each)
            if record and agrees(record, person) and a_date(each.get("registrationdate")) in since:
                return record
        return None

    async def _born_on(self, told: Particulars) -> list[PatientRecord]:
        born = written_date(told.birth_date)
        try:
            listed = await self._client.listed("patients", "patients", dob=born)
        except Rejected:  # more than 1000 people, or a practice that wants more than a birthday
            listed = await self._client.listed("patients", "patients", dob=born, lastname=told.last_name)
        return [record for each in listed if (record := self._record(each))]

    async def _best_matches(self, told: Particulars) -> list[Listed]:
        if not told.first_name:
            return []
        query = {
            "firstname": told.first_name,
            "lastname": told.last_name,
            "dob": written_date(told.birth_date),
            "returnbestmatches": "true",
        }
        if told.phone:
            query["mobilephone"] = _digits(told.phone)
        return await self._client.array("patients/enhancedbestmatch", "patients", **query)

    async def _form(self, person: NewPatient) -> dict[str, str]:
        roster = await self._roster.read()
        return {
            "firstname": person.first_name,
            "lastname": person.last_name,
            "dob": written_date(person.birth_date),
            "departmentid": next(iter(roster.sites.values()), ""),
            "mobilephone": _digits(person.phone),
            "email": person.email,
            "language6392code": a_language_code(person.language),
        }

    def _record(self, listed: Listed) -> PatientRecord | None:
        return patient_record(listed, self._settings.country)


def patient_record(listed: Listed, country: str) -> PatientRecord | None:
    """None for a record that a front office cannot use: no name, or no full birth date."""
    birth_date: date | None = a_date(listed.get("dob"))
    first, last = str(listed.get("firstname") or "").strip(), str(listed.get("lastname") or "").strip()
    if birth_date is None or not last:
        return None
    written = (str(listed.get(name) or "") for name in _PHONES)
    others = (str(listed.get(name) or "").strip() for name in ("preferredname", "altfirstname"))
    status = str(listed.get("status") or "active").strip().lower()
    return PatientRecord(
        patient=Patient(
            id=an_id(listed.get("patientid")),
            first_name=first,
            last_name=last,
            birth_date=birth_date,
            phones=tuple(dict.fromkeys(number for each in written if (number := phone_e164(each, country)))),
            language=a_language(listed.get("language6392code")),
        ),
        active=status == "active",
        deceased=bool(listed.get("deceaseddate")) or status == "deceased",
        other_names=tuple((each, last) for each in dict.fromkeys(others) if each and each != first),
        postal_codes=(str(listed["zip"]),) if listed.get("zip") else (),
    )


def agrees(record: PatientRecord, person: NewPatient) -> bool:
    """Whether a record is surely the person just registered: name, birthday and phone as they were given."""
    patient = record.patient
    return (
        record.active
        and not record.deceased
        and patient.birth_date == person.birth_date
        and fold(patient.first_name) == fold(person.first_name)
        and fold(patient.last_name) == fold(person.last_name)
        and person.phone in patient.phones
    )


def _digits(phone: str) -> str:
    """National digits of an E.164 number of the US, which athenaOne's numbers are."""
    return phone.removeprefix("+").removeprefix("1") if phone.startswith("+1") else phone.removeprefix("+")
