"""Tool: who acts for the patient, and for whom the patient acts."""

import asyncio
from collections.abc import Sequence

from clinic.care import Dependent, Representative
from clinic.guardians import permissions, withheld_visit_types
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_results import RelatedPeople, RelatedPeopleResult
from tools.ehr.policy import read_tool
from tools.ehr.port import PatientRecord
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of


class RelationTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance="appointments")
    async def related_people(self, session: EhrSession) -> RelatedPeopleResult:
        """Guardians and proxies on file for the patient, and the patients for whom the patient is one.

        `may` says what clinic.yaml's consent rules (`guardians`) let them have done: by relationship and by the age of
        the patient. Somebody is taken for a RelatedPerson on file only when name, birth date and phone are the very same.
        Assurance: as list_appointments. Refused: `not_allowed`, `not_found` (the record is gone), `not_supported`,
        `ehr_unavailable`. FHIR: reads Patient, searches RelatedPerson by patient and by birth date.
        """
        if (cannot := unsupported(self._desk.port.capabilities, "related_people")) is not None:
            return cannot
        patient = await self._desk.port.patient(patient_id_of(session))
        if patient is None:
            return Refused(code="not_found")
        chart = self._desk.chart
        acting, acted_for = await asyncio.gather(
            chart.representatives_of(patient), chart.dependents_of(patient)
        )
        if isinstance(acting, Refused):
            return acting
        if isinstance(acted_for, Refused):
            return acted_for
        return RelatedPeople(
            representatives=tuple(
                Representative(
                    id=each.id,
                    first_name=each.name[0],
                    last_name=each.name[1],
                    relationships=each.relationships,
                    may=self._may(each.relationships, patient),
                    withheld=self._withheld(each.relationships, patient),
                )
                for each in acting
            ),
            dependents=tuple(
                Dependent(
                    patient_id=each.patient.patient.id,
                    first_name=each.patient.patient.first_name,
                    last_name=each.patient.patient.last_name,
                    relationships=each.relationships,
                    may=self._may(each.relationships, each.patient),
                )
                for each in acted_for
            ),
        )

    def _may(self, relationships: Sequence[str], for_whom: PatientRecord) -> tuple[str, ...]:
        """What clinic.yaml's consent rules allow somebody so related to have done for the patient."""
        settings, born = self._desk.settings, for_whom.patient.birth_date
        return permissions(settings, relationships, born, self._desk.today())

    def _withheld(self, relationships: Sequence[str], for_whom: PatientRecord) -> tuple[str, ...]:
        settings, born = self._desk.settings, for_whom.patient.birth_date
        return withheld_visit_types(settings, relationships, born, self._desk.today())
