"""Tool: the patient for whom a caller may act, known by the particulars of both."""

from clinic.care import Representative
from clinic.guardians import permissions, withheld_visit_types
from clinic.models import Assurance
from clinic.phones import phone_e164
from clinic.record_linkage import Grade, OnFile, Particulars, compare, weights
from tools.ehr.arguments import InvalidArgument, LocalDate, OptionalDate, a_date, a_text
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_port import Relation
from tools.ehr.chart_results import DependentFound, FindDependentResult, NoDependent
from tools.ehr.matching import identify
from tools.ehr.policy import is_sure_enough_for, read_tool
from tools.ehr.port import PatientRecord
from tools.ehr.results import PatientFound, Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk
from tools.ehr.toolset.patients import masked

_LONGEST_NAME = 100


class DependentTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance=Assurance.ANONYMOUS, identifies=True)
    async def find_dependent(
        self,
        session: EhrSession,
        first_name: str,
        last_name: str,
        birth_date: LocalDate,
        caller_first_name: str = "",
        caller_last_name: str = "",
        caller_birth_date: OptionalDate = "",
        caller_phone: str = "",
    ) -> FindDependentResult:
        """Find the patient with this name and birth date, for whom the caller is a representative on file.

        The caller is the session's patient where one is identified surely enough to hear of existing visits; else
        whoever the `caller_` particulars tell, and then all of them are needed. A RelatedPerson is taken for the caller
        when the name fits, a phone on file is the caller's, and so is the birthday where one is on file; one whose phone
        alone differs is found with `phone_matches` false, to be proven by a code. `may` and `withheld` are clinic.yaml's
        consent rules (`guardians`), by relationship and by the patient's age.
        `no_dependent` does not tell whether there is such a patient.

        Assurance: none; whoever calls limits the attempts. Refused: `invalid_argument`, `not_supported`,
        `ehr_unavailable`. FHIR: as find_patient, reads Patient, searches RelatedPerson by patient.
        """
        if (cannot := unsupported(self._desk.port.capabilities, "related_people")) is not None:
            return cannot
        as_patient = await self._as_patient(session)
        callers = as_patient or [
            self._particulars(caller_first_name, caller_last_name, caller_birth_date, caller_phone)
        ]
        told = self._particulars(first_name, last_name, birth_date, "")
        records = await self._desk.port.candidates(told)
        found = identify(records, told)
        if not isinstance(found, PatientFound) or not found.birthday_matches:
            return NoDependent()
        record = next(each for each in records if each.patient.id == found.patient.id)
        relations = await self._desk.chart.representatives_of(record)
        if isinstance(relations, Refused):
            return relations
        theirs = [each for each in relations if any(_is(each, caller) for caller in callers)]
        phone_matches = bool(theirs)
        if not theirs and not as_patient:
            theirs = [each for each in relations if any(_but_for_the_phone(each, one) for one in callers)]
        if not theirs or found.patient.id == session.patient_id:
            return NoDependent()
        established = await self._desk.is_established(found.patient.id)
        return DependentFound(
            patient=masked(found.patient.model_copy(update={"established": established}), None),
            representative=self._representative(theirs, record),
            phone_matches=phone_matches,
        )

    async def _as_patient(self, session: EhrSession) -> list[Particulars]:
        """The session's patient with each of the names and numbers on file; none where that is not sure enough."""
        if session.patient_id is None or not is_sure_enough_for("appointments", session, self._desk.settings):
            return []
        record = await self._desk.port.patient(session.patient_id)
        if record is None or not record.active or record.deceased:
            return []
        patient = record.patient
        return [
            Particulars(first_name=first, last_name=last, birth_date=patient.birth_date, phone=phone)
            for first, last in ((patient.first_name, patient.last_name), *record.other_names)
            for phone in patient.phones
        ]

    def _particulars(self, first_name: str, last_name: str, birth_date: str, phone: str) -> Particulars:
        """As told. Raises InvalidArgument where something is missing."""
        given = a_text("first_name", first_name, _LONGEST_NAME)
        family = a_text("last_name", last_name, _LONGEST_NAME)
        if not given or not family:
            raise InvalidArgument("names of caller and patient: all are needed")
        number = phone_e164(phone, self._desk.settings.country) if phone else None
        born = a_date("birth_date", birth_date)
        return Particulars(first_name=given, last_name=family, birth_date=born, phone=number)

    def _representative(self, relations: list[Relation], patient: PatientRecord) -> Representative:
        """Somebody on file twice may do what both relations permit."""
        settings, born, today = self._desk.settings, patient.patient.birth_date, self._desk.today()
        codes = tuple(dict.fromkeys(code for each in relations for code in each.relationships))
        return Representative(
            id=relations[0].id,
            first_name=relations[0].name[0],
            last_name=relations[0].name[1],
            relationships=codes,
            may=permissions(settings, codes, born, today),
            withheld=withheld_visit_types(settings, codes, born, today),
        )


def _is(relation: Relation, caller: Particulars) -> bool:
    """A name alone is heard of easily: the phone on file has to be the caller's, and the birthday that is on file."""
    born = relation.birth_date or caller.birth_date
    evidence = compare(caller, OnFile(names=(relation.name,), birth_date=born, phones=relation.phones))
    return (
        evidence.phone == "on_file"
        and evidence.birthday == "same"
        and weights().grade(evidence) is Grade.CERTAIN
    )


def _but_for_the_phone(relation: Relation, caller: Particulars) -> bool:
    """Whether the caller would be this relation, if they called from the phone on file."""
    return any(_is(relation, caller.model_copy(update={"phone": phone})) for phone in relation.phones)
