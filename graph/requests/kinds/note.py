"""What the approval of a request that writes no order leaves in the chart: a note of what was done, once."""

from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.kinds.kind import Effect
from graph.requests.services import RequestServices, staff_session
from tools.ehr.chart_port import Channel
from tools.ehr.results import Refused, Unknown

_CHANNELS: dict[str, Channel] = {"voice": "phone", "sms": "sms"}
_NO_NOTES = ("not_supported", "not_allowed", "stage_off")
"""An EHR that keeps no notes of ours keeps nobody from answering the patient: our records have it."""


async def file_note(draft: Draft, given: Given, text: str, services: RequestServices) -> Effect:
    """FHIR: DocumentReference, Communication and Provenance. The key is the request's."""
    if not draft.patient_id:
        return Effect()
    answer = await services.ehr.document_interaction(
        staff_session(draft),
        channel=_CHANNELS.get(draft.channel, "web"),
        summary=text,
        started_at=min(draft.made_at, given.at),
        ended_at=given.at,
        idempotency_key=f"{draft.id}.note",
    )
    if isinstance(answer, Unknown):
        return Effect(outcome="unknown", code="answer_lost")
    if isinstance(answer, Refused):
        return Effect() if answer.code in _NO_NOTES else Effect(outcome="failed", code=answer.code)
    return Effect(reference=f"DocumentReference/{answer.document_id}")
