"""Tool: keep what was said and done in a conversation."""

from clinic.models import Assurance
from tools.ehr.arguments import IdempotencyKey, Instant, InvalidArgument, a_key, a_text, an_instant
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_port import Channel, Note
from tools.ehr.chart_results import DocumentResult
from tools.ehr.policy import write_tool
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of

_LONGEST_SUMMARY = 20_000


class NoteTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance=Assurance.MATCHED, roles=("staff", "service"))
    async def document_interaction(
        self,
        session: EhrSession,
        channel: Channel,
        summary: str,
        started_at: Instant,
        ended_at: Instant,
        idempotency_key: IdempotencyKey,
    ) -> DocumentResult:
        """Keep a note of a conversation in the patient's chart: what was asked, done, promised and left open.

        Assurance: staff and service only, for a patient that the session names. Refused: `not_allowed`,
        `not_supported`, `invalid_argument`, `ehr_unavailable`. `unknown`: try again with the same key.
        FHIR: Communication, DocumentReference (LOINC 34748-4, preliminary until a person signs it) and Provenance, all
        created with If-None-Exist.
        """
        key, text = a_key(idempotency_key), a_text("summary", summary, _LONGEST_SUMMARY)
        started, ended = an_instant("started_at", started_at), an_instant("ended_at", ended_at)
        if not text or started is None or ended is None:
            raise InvalidArgument("summary, started_at, ended_at: all are needed")
        if ended < started:
            raise InvalidArgument("ended_at: is before started_at")
        if (cannot := unsupported(self._desk.port.capabilities, "document_interaction")) is not None:
            return cannot
        note = Note(channel=channel, summary=text, started=started, ended=ended)
        return await self._desk.chart.document(patient_id_of(session), note, key)
