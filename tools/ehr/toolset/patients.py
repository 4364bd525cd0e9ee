"""Tools: find who somebody is, and put a new patient on file."""

import re

from clinic.birthdays import birth_date_problem
from clinic.models import Assurance, Patient
from clinic.phones import phone_e164
from clinic.record_linkage import Particulars
from tools.ehr.arguments import IdempotencyKey, InvalidArgument, LocalDate, a_date, a_key, a_text
from tools.ehr.matching import identify, may_be_on_file
from tools.ehr.policy import read_tool, write_tool
from tools.ehr.port import NewPatient
from tools.ehr.results import FindPatientResult, PatientFound, Refused, Registered, RegisterPatientResult
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk

_LONGEST_NAME = 100
_LONGEST_EMAIL = 254
_LONGEST_POSTAL_CODE = 12
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
"""Near enough: whether an address works only a message to it can tell."""


class PatientTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance=Assurance.ANONYMOUS, identifies=True)
    async def find_patient(
        self,
        session: EhrSession,
        last_name: str,
        birth_date: LocalDate,
        first_name: str = "",
        phone: str = "",
        postal_code: str = "",
    ) -> FindPatientResult:
        """Find the one patient with this name and birth date, however the name is written, shortened or misheard.

        A slip in the birthday (day and month exchanged, one digit) is forgiven where name and phone fit. Several who
        fit, twins without a first name, who fits only roughly, and records that a front office may not deal with are
        all `ambiguous`; `missing` says what may settle it. A phone that is none counts as not given. Numbers on file
        that the caller did not name come masked, to their last two digits.

        Assurance: none; whoever calls limits the attempts. Refused: `invalid_argument`, `ehr_unavailable`.
        FHIR: `Patient/$match`, or searches Patient by birthdate and phone; then Encounter and Appointment to see
        whether the patient is established.
        """
        desk = self._desk
        born = a_date("birth_date", birth_date)
        family = a_text("last_name", last_name, _LONGEST_NAME)
        given = a_text("first_name", first_name, _LONGEST_NAME)
        number = phone_e164(phone, desk.settings.country) if phone else None
        if not family:
            raise InvalidArgument("last_name: is needed")
        told = Particulars(
            last_name=family,
            birth_date=born,
            first_name=given,
            phone=number,
            postal_code=a_text("postal_code", postal_code, _LONGEST_POSTAL_CODE),
        )
        found = identify(await desk.port.candidates(told), told)
        if not isinstance(found, PatientFound):
            return found
        established = await desk.is_established(found.patient.id)
        patient = found.patient.model_copy(update={"established": established})
        if session.role == "patient":
            patient = masked(patient, number)
        return found.model_copy(update={"patient": patient})

    @write_tool(assurance=Assurance.ANONYMOUS, identifies=True)
    async def register_patient(
        self,
        session: EhrSession,  # noqa: ARG002 every tool has one
        first_name: str,
        last_name: str,
        birth_date: LocalDate,
        phone: str,
        idempotency_key: IdempotencyKey,
        email: str = "",
        language: str = "en",
    ) -> RegisterPatientResult:
        """Put a new patient on file, once, after the particulars were read back and affirmed.

        Assurance: none. Refused: `already_exists` (somebody of such a name or phone, and birth date, is on file;
        staff settle it), `invalid_argument`, `ehr_unavailable`.
        FHIR: finds Patients as find_patient does; creates Patient with If-None-Exist on its identifier.
        """
        key = a_key(idempotency_key)
        person = self._new_patient(first_name, last_name, birth_date, phone, email, language)
        earlier = await self._desk.port.registered_with(key, person)
        if earlier is not None:
            return Registered(patient=earlier.patient.model_copy(update={"established": False}))
        told = Particulars(
            last_name=person.last_name,
            birth_date=person.birth_date,
            first_name=person.first_name,
            phone=person.phone,
        )
        for record in await self._desk.port.candidates(told):
            # A record of this key is the work of the same call, made twice at once.
            if key not in record.keys and may_be_on_file(record, told):
                return Refused(code="already_exists")
        result = await self._desk.port.register(person, key)
        if isinstance(result, Registered):
            return Registered(patient=result.patient.model_copy(update={"established": False}))
        return result

    def _new_patient(
        self, first_name: str, last_name: str, birth_date: str, phone: str, email: str, language: str
    ) -> NewPatient:
        born = a_date("birth_date", birth_date)
        if birth_date_problem(born, self._desk.today()):
            raise InvalidArgument("birth_date: cannot be the birthday of a living person")
        number = phone_e164(phone, self._desk.settings.country)
        if number is None:
            raise InvalidArgument("phone: no such number can exist")
        given = a_text("first_name", first_name, _LONGEST_NAME)
        family = a_text("last_name", last_name, _LONGEST_NAME)
        if not given or not family:
            raise InvalidArgument("first_name, last_name: both are needed")
        if language not in self._desk.settings.languages:
            language = self._desk.settings.languages[0]
        return NewPatient(given, family, born, number, _email(email), language)


def _email(written: str) -> str:
    if not written:
        return ""
    if len(written) > _LONGEST_EMAIL or not _EMAIL.fullmatch(written):
        raise InvalidArgument("email: is no address")
    return written


def masked(patient: Patient, named: str | None) -> Patient:
    """A caller learns no number that they did not name."""
    phones = (each if each == named else "*" * (len(each) - 2) + each[-2:] for each in patient.phones)
    return patient.model_copy(update={"phones": tuple(phones)})
