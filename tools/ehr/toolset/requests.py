"""Tools: ask the clinic's staff for something, and hear what has become of it."""

from typing import assert_never

from clinic.care import Medication, RequestKind
from tools.ehr.arguments import IdempotencyKey, InvalidArgument, a_key, a_text
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_port import NewRequest
from tools.ehr.chart_results import Requests, RequestStatusResult, SubmitRequestResult
from tools.ehr.policy import Need, is_sure_enough_for, read_tool, write_tool
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import NOT_THEIRS, Desk, patient_id_of

_LONGEST_REQUEST = 4000
_LONGEST_SPECIALTY = 100


class RequestTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance="book")
    async def submit_request(
        self,
        session: EhrSession,
        kind: RequestKind,
        text: str,
        idempotency_key: IdempotencyKey,
        medication_id: str = "",
        specialty: str = "",
        urgent: bool = False,
    ) -> SubmitRequestResult:
        """Put a request before the clinic's staff: a refill, a referral, records, or a message to the care team.

        `text` is in the patient's own words. `idempotency_key` becomes the request's id. A refill names the medicine by
        `medication_id` as listed by list_medications, or in `text` alone; a referral its `specialty`, if known.

        Assurance: clinic.yaml identity.book; identity.medicines for records, and for a refill with a `medication_id`.
        Refused: `not_allowed` (also for a medicine that is none, or not this patient's), `not_supported`,
        `invalid_argument`, `ehr_unavailable`. `unknown`: try again with the same key.
        FHIR: Task with our identifier; its focus is the MedicationRequest to renew, a ServiceRequest (draft proposal),
        or a Communication. All created with If-None-Exist.
        """
        key, words = a_key(idempotency_key), a_text("text", text, _LONGEST_REQUEST)
        if not words:
            raise InvalidArgument("text: is needed")
        if medication_id and kind != "refill":
            raise InvalidArgument("medication_id: goes with a refill")
        need = _need(kind, medication_id)
        if not is_sure_enough_for(need, session, self._desk.settings):
            return Refused(code="not_allowed", detail="assurance")
        if (cannot := unsupported(self._desk.port.capabilities, kind)) is not None:
            return cannot
        medicines = await self._medicines(session, medication_id)
        if isinstance(medicines, Refused):
            return medicines
        request = NewRequest(
            kind=kind,
            text=words,
            urgent=urgent,
            assurance=session.assurance.name.lower() if session.role == "patient" else session.role,
            medications=medicines,
            specialty=a_text("specialty", specialty, _LONGEST_SPECIALTY) if kind == "referral" else "",
        )
        return await self._desk.chart.submit(patient_id_of(session), request, key)

    @read_tool(assurance="appointments")
    async def request_status(self, session: EhrSession, request_id: str = "") -> RequestStatusResult:
        """Where the patient's requests stand, newest first; only the one with this id, if one is named.

        Below the level that clinic.yaml sets for medicines, what was asked and answered stays untold.
        Assurance: as list_appointments. Refused: `not_allowed` (also for an id that is none of this patient's requests),
        `not_supported`, `ehr_unavailable`. FHIR: searches Task by patient.
        """
        found = await self._desk.chart.requests(patient_id_of(session), request_id)
        if isinstance(found, Refused):
            return found
        if request_id and not found:
            return NOT_THEIRS
        if not is_sure_enough_for("medicines", session, self._desk.settings):
            found = [each.model_copy(update={"text": "", "reply": ""}) for each in found]
        return Requests(requests=tuple(found))

    async def _medicines(self, session: EhrSession, medication_id: str) -> tuple[Medication, ...] | Refused:
        if not medication_id:
            return ()
        active = await self._desk.chart.medications(patient_id_of(session))
        if isinstance(active, Refused):
            return active
        meant = tuple(each for each in active if each.id == medication_id)
        return meant or NOT_THEIRS


def _need(kind: RequestKind, medication_id: str) -> Need:
    """Whoever names a medicine on file or asks for records must be surely the patient; words alone reveal nothing."""
    match kind:
        case "refill":
            return "medicines" if medication_id else "book"
        case "records":
            return "medicines"
        case "referral" | "message":
            return "book"
    assert_never(kind)
