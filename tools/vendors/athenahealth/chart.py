"""What athenaOne takes beside visits: patients' requests as patient cases, conversations as phone messages."""

from collections import OrderedDict
from datetime import datetime

from clinic.care import RequestState
from clinic.clock import Clock
from tools.ehr.chart_port import NewRequest, Note
from tools.ehr.chart_results import Documented, RequestSubmitted, VisitsDue
from tools.ehr.not_offered import NotOffered
from tools.ehr.results import Refused, Unknown
from tools.fhir_client import FhirFailure, LostAnswer
from tools.vendors.athenahealth.client import AthenaClient
from tools.vendors.athenahealth.formats import an_id
from tools.vendors.rest import DueVisits, KeptRoster

_LONGEST_NOTE = 4000
"""Characters of an internal note (docs.athenahealth.com/api/workflows/patient-cases)."""
_TITLES = {
    "refill": "Refill request",
    "referral": "Referral request",
    "records": "Request for records or forms",
    "message": "Message to the care team",
}
_REMEMBERED = 2000


class AthenaChart(NotOffered):
    """A document that may have been filed is not filed again: no list tells which came from which try."""

    def __init__(self, client: AthenaClient, roster: KeptRoster, due: DueVisits, clock: Clock) -> None:
        self._client = client
        self._roster = roster
        self._due = due
        self._clock = clock
        self._unclear: OrderedDict[str, None] = OrderedDict()
        """Keys of writes whose answer was lost."""

    async def submit(
        self, patient_id: str, request: NewRequest, key: str
    ) -> RequestSubmitted | Refused | Unknown:
        """A patient case; it is the practice's staff who read it."""
        filed = await self._file(patient_id, "patientcase", key, _case(request))
        if not isinstance(filed, str):
            return filed
        now = self._clock.now()
        return RequestSubmitted(
            request=RequestState(
                id=key,
                kind=request.kind,
                status="received",
                text=request.text,
                submitted_at=now,
                updated_at=now,
            )
        )

    async def document(self, patient_id: str, note: Note, key: str) -> Documented | Refused | Unknown:
        """A phone message, closed: there is nothing to do about it."""
        form = {"internalnote": note.summary[:_LONGEST_NOTE], "autoclose": "true"}
        filed = await self._file(patient_id, "phonemessage", key, form)
        return Documented(document_id=filed) if isinstance(filed, str) else filed

    async def visits_between(
        self, start: datetime, end: datetime, page: str, limit: int
    ) -> VisitsDue | Refused:
        return await self._due.page(start, end, page, limit)

    async def _file(
        self, patient_id: str, kind: str, key: str, form: dict[str, str]
    ) -> str | Refused | Unknown:
        """The document's id."""
        if key in self._unclear:
            return Unknown(detail=kind)
        roster = await self._roster.read()
        where = {"departmentid": next(iter(roster.sites.values()), "")}
        who = {"providerid": next((each.id for each in roster.clinicians.values()), "")}
        try:
            filed = await self._client.post(
                f"patients/{patient_id}/documents/{kind}", kind, "file", where | who | form
            )
        except LostAnswer:
            self._unclear[key] = None
            if len(self._unclear) > _REMEMBERED:
                self._unclear.popitem(last=False)
            return Unknown(detail=kind)
        except FhirFailure as failure:
            return Refused(code="ehr_unavailable", detail=failure.message)
        return next((an_id(value) for name, value in filed[0].items() if name.endswith("id")), "filed")


def _case(request: NewRequest) -> dict[str, str]:
    lines = [
        f"{'URGENT. ' if request.urgent else ''}{_TITLES[request.kind]} ({request.assurance}).",
        *(f"Medicine: {each.name} {each.dose}".rstrip() for each in request.medications),
        *([f"Specialty: {request.specialty}"] if request.specialty else []),
        request.text,
    ]
    return {
        "documentsource": "PATIENT",
        "documentsubclass": "PATIENTCASE",
        "internalnote": "\n".join(lines)[:_LONGEST_NOTE],
    }
